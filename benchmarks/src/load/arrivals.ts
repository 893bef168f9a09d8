import { exponentialValues } from '../seeded-random.js';

/**
 * When tasks arrive, in milliseconds from the start: a Poisson process, in which gaps are exponentially distributed and
 * nobody knows of anybody else. The same seed gives the same arrivals, so that all contenders meet the same bursts.
 */
export function arrivalTimes(count: number, perSecond: number, seed: number): Float64Array {
  const nextGap = exponentialValues(seed);
  const times = new Float64Array(count);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    at += (nextGap() * 1000) / perSecond;
    times[index] = at;
  }
  return times;
}
