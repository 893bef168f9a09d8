import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const BYTES_PER_MB = 2 ** 20;

/** The first part of a run is left out: caches fill, and the allocator finds its size. */
const WARM_UP_SHARE = 0.4;

const FEWEST_SAMPLES = 8;

interface Sample {
  readonly tasks: number;
  readonly residentMb: number;
  /** The heap of this thread, and the buffers it holds: exact, where the resident size is the operating system's. */
  readonly heldMb: number;
}

/** What the memory did after the warm-up, by a straight line through the samples. */
export interface MemoryTrend {
  readonly residentMb: number;
  readonly residentGrowthMb: number;
  readonly heldGrowthMb: number;
}

/** Samples of the process's memory between rounds, when no pool is there. */
export class MemoryWatch {
  readonly #samples: Sample[] = [];
  readonly #collectGarbage: () => void;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collectGarbage = runInNewContext('gc') as () => void;
  }

  /** After so many tasks. */
  sample(tasks: number): void {
    this.#collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    this.#samples.push({ tasks, residentMb: rss / BYTES_PER_MB, heldMb: (heapUsed + external) / BYTES_PER_MB });
  }

  get residentMb(): number {
    return this.#samples.at(-1)?.residentMb ?? 0;
  }

  /** `undefined` when there are too few samples to say anything. */
  trend(): MemoryTrend | undefined {
    const samples = this.#samples.slice(Math.floor(this.#samples.length * WARM_UP_SHARE));
    if (samples.length < FEWEST_SAMPLES) return undefined;
    const tasks = samples.map((sample) => sample.tasks);
    const span = tasks.at(-1)! - tasks[0]!;
    const resident = samples.map(({ residentMb }) => residentMb);
    const held = samples.map(({ heldMb }) => heldMb);
    return {
      residentMb: this.residentMb,
      residentGrowthMb: slope(tasks, resident) * span,
      heldGrowthMb: slope(tasks, held) * span,
    };
  }
}

/** Slope of the straight line through points, by least squares; 0 when they have one place. */
export function slope(xs: readonly number[], ys: readonly number[]): number {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let products = 0;
  let squares = 0;
  for (const [index, x] of xs.entries()) {
    products += (x - meanX) * (ys[index]! - meanY);
    squares += (x - meanX) ** 2;
  }
  return squares === 0 ? 0 : products / squares;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
