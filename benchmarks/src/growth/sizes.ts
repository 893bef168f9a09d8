/** One size of a pool and of what it has to do. */
export interface Size {
  readonly workers: number;
  readonly inFlight: number;
  /** Capacity of each ring; the pool's own choice where nothing is said. */
  readonly ringBytes?: number;
}

/** What every other size is held against. */
export const BASE: Size = { workers: 1, inFlight: 1_000 };

const KB = 1024;

const WORKERS = [2, 4, 8, 16, 32, 64];
const QUEUES = [100, 10_000, 100_000, 1_000_000];
const RINGS_KB = [4, 16, 256, 1024, 4096];

/** A row of S11: one of the three sizes differs from the base. */
export interface GrowthRow {
  readonly title: string;
  readonly size: Size;
  /** Whether the limit without threads has it too. */
  readonly isForInProcess: boolean;
}

export const GROWTH_ROWS: readonly GrowthRow[] = [
  ...WORKERS.map((workers) => ({ title: `${workers} workers`, size: { ...BASE, workers }, isForInProcess: false })),
  ...QUEUES.map((inFlight) => ({ title: queueTitle(inFlight), size: { ...BASE, inFlight }, isForInProcess: true })),
  ...RINGS_KB.map((kilobytes) => ({
    title: `rings of ${kilobytes} KB`,
    size: { ...BASE, ringBytes: kilobytes * KB },
    isForInProcess: false,
  })),
];

function queueTitle(inFlight: number): string {
  return `${inFlight.toLocaleString('en')} queued`;
}

export const WORKERS_EXTREME = '64 workers';
export const LONG_QUEUES: readonly string[] = [queueTitle(100_000), queueTitle(1_000_000)];

/** Near the ends of each range, and soon measured: a million promises alone take seconds. */
export const IN_QUICK_RUN: readonly string[] = [
  WORKERS_EXTREME,
  queueTitle(100_000),
  'rings of 4 KB',
  'rings of 4096 KB',
];

export function growthRowTitled(title: string): GrowthRow {
  const row = GROWTH_ROWS.find((candidate) => candidate.title === title);
  if (row === undefined) throw new RangeError(`Expected the title of a size, got ${title}.`);
  return row;
}
