import type { Bar } from './bar.js';
import { LONG_QUEUES, WORKERS_EXTREME } from './growth/sizes.js';
import { SHARED_LARGE } from './payloads/array-payloads.js';
import { PAYLOADS } from './payloads/payloads.js';
import { RINGPOOL_BASE } from './scenarios/s11-growth.js';
import { loadRow, SHARES } from './scenarios/s12-open-loop.js';
import { MAIN_ROW } from './scenarios/s13-size.js';
import { RINGPOOL_SHARED_SMALL } from './scenarios/s4-payloads.js';
import { GREEDY } from './scenarios/s7-skewed-tasks.js';
import { SKEWS } from './skew/durations.js';
import { arriving, atOnce } from './skew/skewed-load.js';
import { WORKLOADS } from './workloads/workloads.js';

/** What is the same in the bars that stand here: they are about every kind of value, task, size and load, beside the tiny task. */
const OWN = { subject: 'ringpool', referenceSetting: 'best' } as const;

const TEN_TIMES = new Set(['number', 'short string', '1 KB string', 'small object', '8 KB Float64Array, copied']);

const PAYLOAD_BARS: readonly Bar[] = PAYLOADS.map(({ title }) => ({
  ...OWN,
  scenario: 'S4',
  row: title,
  metric: 'tasksPerSecond',
  reference: 'piscina',
  atLeast: TEN_TIMES.has(title) ? 10 : 1,
}));

/** The same time for the large array as for the small one, up to what two runs of one thing differ by. */
const SHARED_BAR: Bar = {
  ...OWN,
  scenario: 'S4',
  row: SHARED_LARGE.title,
  metric: 'tasksPerSecond',
  reference: RINGPOOL_SHARED_SMALL,
  atLeast: 0.9,
};

const SKEW_BARS: readonly Bar[] = SKEWS.flatMap((skew): readonly Bar[] => [
  { ...OWN, scenario: 'S7', row: atOnce(skew), metric: 'milliseconds', reference: GREEDY, atLeast: 1 / 1.1 },
  { ...OWN, scenario: 'S7', row: arriving(skew), metric: 'waitP99Us', reference: 'piscina', atLeast: 1 },
]);

const GROWTH_BAR = { ...OWN, scenario: 'S11', reference: RINGPOOL_BASE } as const;

/** Flat in the queue's length means up to a quarter more, of what the pool adds to the promises. */
const GROWTH_BARS: readonly Bar[] = [
  { ...GROWTH_BAR, row: WORKERS_EXTREME, metric: 'mainThreadNsPerTask', atLeast: 1 / 1.5 },
  ...LONG_QUEUES.map((row): Bar => ({ ...GROWTH_BAR, row, metric: 'ownNsPerTask', atLeast: 1 / 1.25 })),
];

const LOAD_BARS: readonly Bar[] = [1, 2].flatMap((workers) =>
  SHARES.map((share): Bar => {
    const { name: row, metric } = loadRow(workers, share);
    return { ...OWN, scenario: 'S12', row, metric, reference: 'piscina', atLeast: 5 };
  }),
);

const SIZE_BAR: Bar = {
  ...OWN,
  scenario: 'S13',
  row: MAIN_ROW,
  metric: 'kilobytes',
  reference: '20 kB',
  limit: 20,
  atLeast: 1,
};

/** Nobody is faster at what they show themselves. Where the publisher cannot be installed, piscina stands for it. */
const WORKLOAD_BARS: readonly Bar[] = WORKLOADS.map(({ title, publisher, metric, settings }) => ({
  ...OWN,
  scenario: 'X',
  row: title,
  metric,
  reference: publisher in settings ? publisher : 'piscina',
  atLeast: 1,
}));

export const BREADTH_BARS: readonly Bar[] = [
  ...PAYLOAD_BARS,
  SHARED_BAR,
  ...SKEW_BARS,
  ...GROWTH_BARS,
  ...LOAD_BARS,
  SIZE_BAR,
  ...WORKLOAD_BARS,
];
