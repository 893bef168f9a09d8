/** Mantissas are brought between it and 1. */
const ROOT_OF_HALF = Math.SQRT1_2;

/**
 * The natural logarithm of a number above 0 and up to 1. Unlike `Math.log`, whose last digits are left to the engine, it is made of additions,
 * multiplications and divisions alone: the same bits everywhere.
 */
export function naturalLog(value: number): number {
  let mantissa = value;
  let doublings = 0;
  for (; mantissa < ROOT_OF_HALF; mantissa *= 2) doublings += 1;
  const t = (mantissa - 1) / (mantissa + 1);
  return 2 * t * artanhSeries(t * t) - doublings * Math.LN2;
}

/** artanh(t) / t by its series in t², which is at most 0.03 here: twelve terms are enough for 17 digits. */
function artanhSeries(square: number): number {
  let sum = 1 / 23;
  sum = sum * square + 1 / 21;
  sum = sum * square + 1 / 19;
  sum = sum * square + 1 / 17;
  sum = sum * square + 1 / 15;
  sum = sum * square + 1 / 13;
  sum = sum * square + 1 / 11;
  sum = sum * square + 1 / 9;
  sum = sum * square + 1 / 7;
  sum = sum * square + 1 / 5;
  sum = sum * square + 1 / 3;
  return sum * square + 1;
}
