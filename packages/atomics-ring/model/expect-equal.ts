/** Throws, with both in the message, when what a run left is not what it should be. */
export function expectEqual(found: unknown, expected: unknown, what = 'the end'): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Error(`expected ${what} to be ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`);
}
