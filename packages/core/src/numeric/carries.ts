import { combined, type Combine } from './combine.js';

/** What each block is to carry on from: the combined totals of all blocks before it, from left to right. The first has nothing before it. */
export function carriesOf(totals: readonly unknown[], combine: Combine): unknown[] {
  const carries: unknown[] = [undefined];
  for (let block = 0; block < totals.length; block += 1)
    carries[block + 1] = block === 0 ? totals[0] : combined(combine, copyOf(carries[block]), totals[block]);
  return carries;
}

/** `combine` may change what is left and return it, as in a `reduce`; here it is the carry of a block as well. */
function copyOf(carry: unknown): unknown {
  return typeof carry === 'object' ? structuredClone(carry) : carry;
}
