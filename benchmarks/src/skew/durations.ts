import { logNormalValues } from '../seeded-random.js';

const SHORT_US = 100;
const TIMES_LONGER = 200;
const LONG_EVERY = 50;

/** The deviation of the logarithm: one task in a hundred takes 33 times as long as the middle one. */
const SIGMA = 1.5;
const SEED = 3;

/** A row of S7: how long each of so many tasks takes, in microseconds, in the order in which they are submitted. */
export interface Skew {
  readonly title: string;
  durationsUs(count: number): Float64Array;
}

/** The long ones come at regular places, none of them first. */
const oneInFiftyLong: Skew = {
  title: '1 in 50 takes 200 × as long',
  durationsUs: (count) =>
    Float64Array.from({ length: count }, (_, index) =>
      index % LONG_EVERY === LONG_EVERY / 2 ? SHORT_US * TIMES_LONGER : SHORT_US,
    ),
};

const logNormal: Skew = {
  title: 'log-normal',
  durationsUs: (count) => {
    const nextFactor = logNormalValues(SEED, SIGMA);
    return Float64Array.from({ length: count }, () => SHORT_US * nextFactor());
  },
};

/** The first takes half as long as all others together: with two workers, whatever waits behind it waits in vain. */
const oneLongFirst: Skew = {
  title: 'one long first',
  durationsUs: (count) =>
    Float64Array.from({ length: count }, (_, index) => SHORT_US * (index === 0 ? (count - 1) / 2 : 1)),
};

export const SKEWS: readonly Skew[] = [oneInFiftyLong, logNormal, oneLongFirst];
