import type { Bar } from './bar.js';
import { BREADTH_BARS } from './breadth-bars.js';
import { PYTHON_POOL } from './contenders/python-pool.js';
import { parkedRowName } from './scenarios/s3-blocking-call.js';
import { IDLE_ROW, TASK_ROW } from './scenarios/s8-waiting.js';
import { MEMORY_ROW, START_ROWS } from './scenarios/s9-start.js';
import { workerRowName } from './scenarios/worker-rows.js';
import { KERNELS } from './kernels/kernels.js';
import type { LaneName } from './rings/lane.js';

export type { Bar } from './bar.js';

const WORKER_ROWS = [1, 2].map(workerRowName);

const TINY_TASKS: readonly Bar[] = WORKER_ROWS.flatMap((row) => {
  const bar = { scenario: 'S1', row, metric: 'tasksPerSecond', subject: 'ringpool', reference: 'piscina' } as const;
  return [
    { ...bar, referenceSetting: 'best', atLeast: 40, goal: 60 },
    { ...bar, referenceSetting: 'default', atLeast: 150 },
  ];
});

const SHARE_OF_THE_LIMIT: Bar = {
  scenario: 'S1',
  row: workerRowName(1),
  metric: 'tasksPerSecond',
  subject: 'ringpool',
  reference: 'in-process',
  referenceSetting: 'best',
  atLeast: 0.35,
  goal: 0.5,
};

const AWAITED_TASK: readonly Bar[] = WORKER_ROWS.flatMap((row) => {
  const bar = { scenario: 'S2', row, subject: 'ringpool', reference: 'piscina', referenceSetting: 'best' } as const;
  return [
    { ...bar, metric: 'p50Us', atLeast: 10 },
    { ...bar, metric: 'p99Us', referenceMetric: 'p50Us', atLeast: 1 },
  ];
});

const BLOCKING_CALL: readonly Bar[] = WORKER_ROWS.flatMap((row) => {
  const bar = { scenario: 'S3', metric: 'p50Us', subject: 'ringpool', reference: 'synckit' } as const;
  return [
    { ...bar, row, referenceSetting: 'best', atLeast: 50 },
    { ...bar, row: parkedRowName(row), referenceSetting: 'best', atLeast: 1 },
  ];
});

const MAPPED_NUMBERS: readonly Bar[] = WORKER_ROWS.flatMap((row) => {
  const bar = { scenario: 'S5', row, metric: 'itemsPerSecond', subject: 'ringpool', referenceSetting: 'best' } as const;
  return [
    { ...bar, reference: PYTHON_POOL, atLeast: 10 },
    { ...bar, reference: 'piscina', atLeast: 100 },
    { ...bar, reference: 'piscina, same chunks', atLeast: 5 },
  ];
});

const SPEED_UPS: readonly Bar[] = KERNELS.flatMap(({ title: row }) => {
  const bar = { scenario: 'S6', row, metric: 'milliseconds', subject: 'ringpool', referenceSetting: 'best' } as const;
  return [
    { ...bar, reference: 'single thread', atLeast: 1.9 },
    // What the machine gives is out of the pool's hands: this says how much of it the pool takes.
    { ...bar, reference: 'bare threads', atLeast: 0.95 },
  ];
});

const WAITING: readonly Bar[] = (() => {
  const bar = { scenario: 'S8', subject: 'ringpool', referenceSetting: 'best', atLeast: 1 } as const;
  const task = { ...bar, row: TASK_ROW, reference: 'piscina' };
  return [
    { ...bar, row: IDLE_ROW, metric: 'idleCpuPercent', reference: 'half a percent', limit: 0.5 },
    { ...task, metric: 'seenLateUs' },
    { ...task, metric: 'mainCpuUs' },
  ];
})();

const START: readonly Bar[] = (() => {
  const bar = { scenario: 'S9', subject: 'ringpool', reference: 'bare Worker', referenceSetting: 'best' } as const;
  return [
    // At most 1.15 times as long.
    ...START_ROWS.map((row) => ({ ...bar, row, metric: 'firstResultMs', atLeast: 1 / 1.15 }) as const),
    { ...bar, row: MEMORY_ROW, metric: 'memoryPerWorkerMb', atLeast: 1, allowance: 1.5 },
  ];
})();

const RINGS: readonly Bar[] = [
  ringBar('numbers, in batches of 64', 'ringbuf.js', 10),
  // The published form of the reference moves values one by one; its figure is the one held against our batches.
  { ...ringBar('numbers, in batches of 64', 'C++ reference', 0.9), referenceSetting: 'default' },
  ringBar('numbers, one by one', 'ringbuf.js', 2),
  ringBar('16 B records, one by one', 'ringbuf.js', 2),
  ringBar('16 B records, in batches of 64', 'ringbuf.js', 2),
  ringBar('256 B records, one by one', 'ringbuf.js', 2),
  ringBar('256 B records, in batches of 64', 'ringbuf.js', 2),
];

function ringBar(row: LaneName, reference: string, atLeast: number): Bar {
  const metric = 'transfersPerSecond';
  return { scenario: 'S10', row, metric, subject: 'atomics-ring', reference, referenceSetting: 'best', atLeast };
}

/** Every bar there is: `--check` fails when one is missed. */
export const BARS: readonly Bar[] = [
  ...TINY_TASKS,
  SHARE_OF_THE_LIMIT,
  ...AWAITED_TASK,
  ...BLOCKING_CALL,
  ...MAPPED_NUMBERS,
  ...SPEED_UPS,
  ...WAITING,
  ...START,
  ...RINGS,
  ...BREADTH_BARS,
];
