import { datasetText } from './datasets.js';
import type { Kernel, RangeTask } from './kernel.js';
import { sharedCopy, sharedNumbers } from './kernel.js';

/** Odd, so that different replicates get different seeds, none of them zero. */
const SEED_STEP = 0x9e3779b1;

/** Mean delay of resampled flights: replicate r draws as many delays as there are, with replacement, seeded by r alone. */
export function bootstrap({ begin, end, input, output }: RangeTask): number {
  const scale = input.length / 2 ** 32;
  for (let replicate = begin; replicate < end; replicate += 1) {
    let random = Math.imul(replicate + 1, SEED_STEP);
    let sum = 0;
    for (let draw = 0; draw < input.length; draw += 1) {
      // Marsaglia's xorshift32.
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      sum += input[((random >>> 0) * scale) | 0]!;
    }
    output[replicate] = sum / input.length;
  }
  return end - begin;
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
