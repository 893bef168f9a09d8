import { combined, type Combine } from './combine.js';

/** What each block is to carry on from: the combined totals of all blocks before it, from left to right. The first has nothing before it. */
export function carriesOf(totals: readonly unknown[], combine: Combine): unknown[] {
  const carries: unknown[] = [undefined];
  for (let block = 0; block < totals.length; block += 1)
    carries[block + 1] = block === 0 ? totals[0] : combined(combine, carries[block], totals[block]);
  return carries;
}
