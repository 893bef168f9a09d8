import { datasetText } from './datasets.js';
import type { Kernel } from './kernel.js';
import { sharedCopy, sharedNumbers } from './kernel.js';

/** Odd, so that different replicates get different seeds, none of them zero. */
const SEED_STEP = 0x9e3779b1;

/** Mean delay of resampled flights: replicate r draws as many delays as there are, with replacement, seeded by r alone. */
export function bootstrap(begin: number, end: number, input: Float64Array, output: Float64Array): void {
  for (let replicate = begin; replicate < end; replicate += 1)
    output[replicate] = meanOfDraws(input, Math.imul(replicate + 1, SEED_STEP));
}

function meanOfDraws(values: Float64Array, seed: number): number {
  const scale = values.length / 2 ** 32;
  let random = seed;
  let sum = 0;
  for (let draw = 0; draw < values.length; draw += 1) {
    // Marsaglia's xorshift32.
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    sum += values[((random >>> 0) * scale) | 0]!;
  }
  return sum / values.length;
}

export const bootstrapKernel: Kernel = {
  title: 'bootstrap of flight delays',
  name: 'bootstrap',
  run: bootstrap,
  load: (effort) => {
    const flights = JSON.parse(datasetText('flights-20k.json')) as readonly { readonly delay: number }[];
    const length = effort === 'quick' ? 1_000 : 4_000;
    return { length, input: sharedCopy(flights.map((flight) => flight.delay)), output: sharedNumbers(length) };
  },
};
