/** What a histogram tells, in milliseconds; all of it 0 while nothing is recorded. Percentiles are within 1 % of the truth, the rest is exact. */
export interface HistogramSummary {
  /** Values recorded. */
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

/** Buckets for each power of two: so many that the middle of a bucket is within 1 % of all that is in it. */
const STEPS_PER_DOUBLING = 64;

/** Doublings from 1 ns: the last bucket begins after a hundred days. */
const DOUBLINGS = 54;
const BUCKETS = DOUBLINGS * STEPS_PER_DOUBLING;

/** The bits of a float32 are its exponent, then its fraction: without the low ones they count up in steps of 1 ⁄ 64 of a doubling. */
const DROPPED_BITS = 17;
const BITS_OF_ONE = 127 * STEPS_PER_DOUBLING;

const NANOS_PER_MILLI = 1e6;

/** One for all: used within a function and never across a call. */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Counts times by their size. `createHistogram` of Node takes one value per call, and 3 to 5 times as long for it: too much for each of a million tiny tasks, and one
 * that only sees some of them, but all of the long ones, tells wrong percentiles. This one takes as many equal times at once as there are.
 */
export class Histogram {
  /** Made for the first value: most pools are never asked. Not 32 bits wide, because nothing else here ends after 2 ** 32 tasks. */
  #counts: Float64Array | undefined;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  /** Adds a time in nanoseconds, so many times. */
  record(nanos: number, times: number = 1): void {
    const counts = (this.#counts ??= new Float64Array(BUCKETS));
    counts[bucketOf(nanos)]! += times;
    this.#count += times;
    this.#sum += nanos * times;
    if (nanos < this.#min) this.#min = nanos;
    if (nanos > this.#max) this.#max = nanos;
  }

  /** All there is to tell, as plain data. */
  summary(): HistogramSummary {
    const count = this.#count;
    return Object.freeze({
      count,
      mean: count === 0 ? 0 : this.#sum / count / NANOS_PER_MILLI,
      min: count === 0 ? 0 : this.#min / NANOS_PER_MILLI,
      max: this.#max / NANOS_PER_MILLI,
      p50: this.#percentile(0.5),
      p75: this.#percentile(0.75),
      p90: this.#percentile(0.9),
      p99: this.#percentile(0.99),
      p999: this.#percentile(0.999),
    });
  }

  /** The smallest time that a share of all values does not pass (nearest rank), in milliseconds. */
  #percentile(share: number): number {
    if (this.#counts === undefined) return 0;
    const rank = Math.ceil(share * this.#count);
    let bucket = 0;
    for (let passed = this.#counts[0]!; passed < rank; passed += this.#counts[bucket]!) bucket += 1;
    // The middle of a bucket may lie outside of what was recorded: one value alone is told exactly.
    return Math.min(this.#max, Math.max(this.#min, middleOf(bucket))) / NANOS_PER_MILLI;
  }
}

/** Times below 1 ns go to the first bucket, those too long for the last one to the last. */
function bucketOf(nanos: number): number {
  float[0] = nanos;
  return Math.min(BUCKETS - 1, Math.max(0, (bits[0]! >>> DROPPED_BITS) - BITS_OF_ONE));
}

function middleOf(bucket: number): number {
  return (startOf(bucket) + startOf(bucket + 1)) / 2;
}

function startOf(bucket: number): number {
  const step = bucket % STEPS_PER_DOUBLING;
  return 2 ** Math.floor(bucket / STEPS_PER_DOUBLING) * (1 + step / STEPS_PER_DOUBLING);
}
