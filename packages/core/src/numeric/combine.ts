/** Puts two neighbouring values together, the left one first. */
export type Combine = (left: unknown, right: unknown) => unknown;

/** What `combine` makes of two values. Throws `TypeError` where that is a promise: the next step needs it at once. */
export function combined(combine: Combine, left: unknown, right: unknown): unknown {
  const value = combine(left, right);
  if (typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function')
    throw new TypeError('Expected `combine` to return its result, got a promise of it.');
  return value;
}
