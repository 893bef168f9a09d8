import * as fc from 'fast-check';

/** Where positions may start: anywhere, and often so that they wrap within a few records. A multiple of `step`. */
export function firstPosition(step: number): fc.Arbitrary<number> {
  const steps = fc.integer({ min: 0, max: 40 });
  return fc.oneof(
    fc.integer({ min: -(2 ** 31) / step, max: (2 ** 31 - step) / step }).map((position) => position * step),
    steps.map((before) => 2 ** 31 - before * step),
    steps.map((before) => 2 ** 32 - before * step),
  );
}
