import { combined, type Combine } from './combine.js';

/** What each block is to carry on from: the combined totals of all blocks before it, from left to right, each a value of its own. The first has nothing before it. */
export function carriesOf(totals: readonly unknown[], combine: Combine): unknown[] {
  const carries: unknown[] = [undefined];
  let left: unknown;
  for (let block = 0; block < totals.length; block += 1) {
    left = block === 0 ? totals[0] : combined(combine, left, totals[block]);
    carries[block + 1] = copyOf(left);
  }
  return carries;
}

/** `combine` may change what is left and return it: this is for what somebody else has, too. */
export function copyOf(value: unknown): unknown {
  return typeof value === 'object' ? structuredClone(value) : value;
}
