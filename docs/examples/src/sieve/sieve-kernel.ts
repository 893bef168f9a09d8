/** Odd numbers of one segment: a mark for each is a byte, and all of them stay in the processor's second cache. */
const SEGMENT_ODDS = 131_072;
export const SEGMENT_NUMBERS: number = 2 * SEGMENT_ODDS;

/** Their multiples are the same in every stretch of `PERIOD` odd numbers, so they are copied, not marked. */
const SMALL_PRIMES = [3, 5, 7, 11, 13];
const PERIOD = 3 * 5 * 7 * 11 * 13;
const pattern = patternOfSmallPrimes();

/**
 * Counts the primes up to `limit` in each segment from `begin` up to, not including, `end`: the sieve of Eratosthenes over the odd
 * numbers. Mark number i of a segment stands for `2 * (start + i) + 1`. Base primes are the odd ones up to the root of the limit.
 */
export function countPrimes(
  begin: number,
  end: number,
  limit: number,
  basePrimes: Int32Array,
  counts: Int32Array,
): void {
  const composite = new Uint8Array(SEGMENT_ODDS);
  const primes = basePrimes.filter((prime) => !SMALL_PRIMES.includes(prime));
  const multiples = Float64Array.from(primes, (prime) => firstMultiple(prime, begin * SEGMENT_ODDS));
  for (let segment = begin; segment < end; segment++) {
    const start = segment * SEGMENT_ODDS;
    composite.set(pattern.subarray(start % PERIOD, (start % PERIOD) + SEGMENT_ODDS));
    markMultiples(composite, primes, multiples);
    composite.fill(1, Math.ceil(limit / 2) - start);
    if (start === 0) unmarkSmallPrimes(composite, limit);
    counts[segment] = SEGMENT_ODDS - sumOf(composite);
  }
}

/** The marks of their multiples: a segment that starts anywhere in the first period is in it. */
function patternOfSmallPrimes(): Uint8Array {
  const marks = new Uint8Array(PERIOD + SEGMENT_ODDS);
  for (const prime of SMALL_PRIMES) {
    for (let odd = (prime - 1) / 2; odd < marks.length; odd += prime) marks[odd] = 1;
  }
  return marks;
}

/** Small primes are no multiples of others. The first mark of all is none either: it would be 1, and counts for 2, which has no mark. */
function unmarkSmallPrimes(composite: Uint8Array, limit: number): void {
  for (const prime of SMALL_PRIMES) if (prime <= limit) composite[(prime - 1) / 2] = 0;
}

/** Where the first odd multiple of a prime that is not below its square lies, counted from `start`. */
function firstMultiple(prime: number, start: number): number {
  const square = (prime * prime - 1) / 2 - start;
  return square >= 0 ? square : (prime + (square % prime)) % prime;
}

/** Marks the multiples of all primes, and moves on to where they lie in the next segment. All the time is spent here. */
function markMultiples(composite: Uint8Array, primes: Int32Array, multiples: Float64Array): void {
  for (let index = 0; index < primes.length; index++) {
    const first = multiples[index]!;
    multiples[index] = first < SEGMENT_ODDS ? mark(composite, first | 0, primes[index]!) : first - SEGMENT_ODDS;
  }
}

/** The loop over small integers, apart: what stands beside it must not keep V8 from holding them in registers. */
function mark(composite: Uint8Array, first: number, prime: number): number {
  let multiple = first;
  for (; multiple < SEGMENT_ODDS; multiple += prime) composite[multiple] = 1;
  return multiple - SEGMENT_ODDS;
}

/** Adds up the marks, each 0 or 1, four at a time: the product has the sum of a word's bytes in its highest byte. */
function sumOf(marks: Uint8Array): number {
  const words = new Uint32Array(marks.buffer);
  let sum = 0;
  for (let index = 0; index < words.length; index++) sum += Math.imul(words[index]!, 0x0101_0101) >>> 24;
  return sum;
}
