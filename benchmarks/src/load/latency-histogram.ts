import { createHistogram } from 'node:perf_hooks';
import type { Readings } from '../metric.js';

const NS_PER_MS = 1e6;
const NS_PER_US = 1000;

/** Times of many tasks: Node's own HDR histogram, in nanoseconds, to three digits. */
export class LatencyHistogram {
  readonly #histogram = createHistogram({ figures: 3 });

  /** Adds one time. The histogram knows whole numbers from 1 on. */
  record(milliseconds: number): void {
    this.#histogram.record(Math.max(1, Math.round(milliseconds * NS_PER_MS)));
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** The time that `percent` of the tasks did not exceed, in microseconds. */
  percentileUs(percent: number): number {
    return this.#histogram.percentile(percent) / NS_PER_US;
  }

  readings(): Readings {
    return { p50Us: this.percentileUs(50), p99Us: this.percentileUs(99), p999Us: this.percentileUs(99.9) };
  }
}
