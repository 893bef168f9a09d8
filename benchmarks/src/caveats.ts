import type { Results } from './results.js';
import { shortNumber } from './table.js';

/** Above this somebody else was running. */
const IDLE_LOAD = 0.5;

/** What keeps the figures of a run from being quoted, in sentences; none for a full run of an idle machine. */
export function caveatsOf({ effort, machine }: Pick<Results, 'effort' | 'machine'>): readonly string[] {
  const quick = effort === 'full' ? [] : ['A quick run: it finds gross mistakes. Its figures are not worth quoting.'];
  const busy =
    machine.loadBefore < IDLE_LOAD
      ? []
      : [`The machine was not idle before the run: load ${shortNumber(machine.loadBefore)}.`];
  return [...quick, ...busy];
}
