import type { SideFailure, SideSample } from '../../src/compare/pairs.js';
import type { Readings } from '../../src/metric.js';
import type { Cell } from '../../src/scenario.js';

export const CELL: Cell = { scenario: 'S1', row: '1 worker', contender: 'ringpool', setting: 'default' };

/** The pairs of one cell: in round `n` the `n`th reading of either build. */
export function pairsOf(old: readonly Readings[], own: readonly Readings[], cell: Cell = CELL): SideSample[] {
  return [
    ...old.map((readings, round) => ({ ...cell, round, side: 'old' as const, readings })),
    ...own.map((readings, round) => ({ ...cell, round, side: 'new' as const, readings })),
  ];
}

export function failureOf(side: 'old' | 'new', message: string, cell: Cell = CELL): SideFailure {
  return { ...cell, round: 0, side, message };
}

/** What eleven rounds on a busy machine do to a rate: both builds meet the same, and each a little of its own. */
export const COMMON_NOISE = [1, 0.7, 1.02, 0.98, 0.4, 1.01, 0.99, 0.85, 1, 1.03, 0.6];
export const OLD_NOISE = [1, 1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1, 1.02, 0.98];
export const NEW_NOISE = [0.99, 1, 1.02, 0.98, 1, 1.01, 0.98, 1.02, 1, 0.99, 1.01];
