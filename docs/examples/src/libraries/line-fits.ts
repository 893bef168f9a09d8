import { Pool, sharedArray } from 'ringpool';
import type { fitLine, Line } from './ml-matrix-kernel.js';

/** Points whose rows are sorted by group: those of group `g` are `rows[starts[g]]` up to `rows[starts[g + 1]]`. All of it is shared. */
export interface GroupedPoints {
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly rows: Int32Array;
  readonly starts: readonly number[];
}

/** Groups points by what `groupOf` says of their `x`: a number from 0 to `groups` - 1. */
export function groupPoints(
  x: Int16Array,
  y: Int16Array,
  groups: number,
  groupOf: (x: number) => number,
): GroupedPoints {
  const starts = new Array<number>(groups + 1).fill(0);
  for (const value of x) starts[groupOf(value) + 1]! += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1]! += starts[group]!;
  const next = [...starts];
  const rows = sharedArray(Int32Array, x.length);
  for (const [row, value] of x.entries()) {
    const group = groupOf(value);
    rows[next[group]!] = row;
    next[group]! += 1;
  }
  return { x, y, rows, starts };
}

/** Fits a line to each group. */
export async function fitLines({ x, y, rows, starts }: GroupedPoints, workers: number): Promise<Line[]> {
  const kernel = new URL('./ml-matrix-kernel.js', import.meta.url);
  const pool = new Pool<typeof import('./ml-matrix-kernel.js')>(kernel, { workers });
  const groups = starts.slice(1).map((end, group): Parameters<typeof fitLine> => [x, y, rows, starts[group]!, end]);
  try {
    return await pool.starmap('fitLine', groups);
  } finally {
    await pool.terminate();
  }
}
