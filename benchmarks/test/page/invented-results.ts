import type { Readings } from '../../src/metric.js';
import type { Results } from '../../src/results.js';
import { resultsOf, samplesAt } from '../sample-builder.js';

function milliseconds(...values: readonly number[]): readonly Readings[] {
  return values.map((value) => ({ milliseconds: value }));
}

const LONG_NAME = 'a thousand calls with an argument of many kinds and a name that no line of a telephone has room for';

/** A run of scenarios that are not there yet: every shape of figures that a chart must take. */
export const INVENTED: Results = resultsOf(
  [
    ...samplesAt('S97/far apart/ringpool/default', ...milliseconds(0.01, 0.02, 0.03)),
    ...samplesAt('S97/far apart/another <pool> & "more"/default', ...milliseconds(900, 1_000, 5_000_000)),
    ...samplesAt('S97/alone/ringpool/default', ...milliseconds(3)),
    ...samplesAt(`S97/${LONG_NAME}/ringpool/default`, ...milliseconds(40, 50)),
    ...samplesAt(`S97/${LONG_NAME}/a contender with a long name/with a setting`, ...milliseconds(30, 35)),
    ...samplesAt('S98/nothing at all/ringpool/default', ...milliseconds(0, 0, 0)),
    ...samplesAt('S98/nothing at all/piscina/default', ...milliseconds(0, 1, 2)),
    ...samplesAt('S98/below nothing/ringpool/default', ...milliseconds(-1, 2)),
    ...samplesAt('S98/below nothing/piscina/default', ...milliseconds(-3, -2)),
    ...samplesAt('S98/two units/ringpool/default', { milliseconds: 1, roundTripUs: 5 }),
    ...samplesAt('S98/two units/workerpool/default', { milliseconds: 2, roundTripUs: 4 }),
    ...samplesAt('S1/1 worker/piscina/default', { tasksPerSecond: 10 }),
    ...samplesAt('S2/1 worker/ringpool/default', { p50Us: 1, p99Us: 30 }, { p50Us: 2, p99Us: 20 }),
    ...samplesAt('S2/1 worker/piscina/default', { p50Us: 15, p99Us: 70 }, { p50Us: 19, p99Us: 40 }),
  ],
  {
    failures: [
      {
        scenario: 'S1',
        row: '1 worker',
        contender: 'ringpool',
        setting: 'default',
        round: 0,
        message: 'It hung.\nHere',
      },
      {
        scenario: 'S99',
        row: 'a row',
        contender: 'piscina',
        setting: 'default',
        round: 0,
        message: 'It was not there.',
      },
    ],
    leftOut: ['The reference was left out: no compiler.'],
  },
);
