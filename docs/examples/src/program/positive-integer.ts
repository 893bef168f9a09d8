/** Reads the value of a command-line option that counts something. */
export function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`Expected --${option} to be an integer of at least 1, got "${text}".`);
  }
  return value;
}
