import { combined, type Combine } from './combine.js';

/**
 * Combines values to one, neighbours first, then the neighbours among the results, and so on; one that is left over goes up as it is. The order follows from their number
 * alone, so what rounding does is always the same, and nothing changes places: `combine` need not be commutative.
 */
export function combineTree(values: readonly unknown[], combine: Combine): unknown {
  let level = values;
  while (level.length > 1) level = nextLevel(level, combine);
  return level[0];
}

function nextLevel(values: readonly unknown[], combine: Combine): unknown[] {
  const level: unknown[] = [];
  for (let left = 0; left < values.length; left += 2)
    level[level.length] = left + 1 < values.length ? combined(combine, values[left], values[left + 1]) : values[left];
  return level;
}

/** Values that one task combines: a power of two, so that each such group is a whole branch of the tree. */
const GROUP = 32;

/** The values in groups that can be combined each by itself, anywhere, without a change to the tree. */
export function groupsOf(values: readonly unknown[]): unknown[][] {
  const groups: unknown[][] = [];
  for (let first = 0; first < values.length; first += GROUP) groups.push(values.slice(first, first + GROUP));
  return groups;
}
