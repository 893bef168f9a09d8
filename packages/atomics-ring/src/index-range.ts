/** Checks that `start` to `end` is a range of indices into something of this length. Throws `RangeError`. */
export function checkIndexRange(start: number, end: number, length: number): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length) return;
  throw new RangeError(`Expected \`start\` and \`end\` to be a range within 0 to ${length}, got ${start} to ${end}.`);
}
