import type { WorkerOptions } from 'node:worker_threads';
import { availableWorkers } from './available-workers.js';
import {
  checkArguments,
  checkCount,
  checkObject,
  checkInteger,
  checkMillis,
  checkPositive,
  refuseUnknown,
  show,
} from './option-checks.js';

/** Workers that may die before they are ready: more within the time, and the pool is broken. */
export interface RestartLimit {
  readonly restarts: number;
  readonly withinMs: number;
}

/** Options of Node's `Worker` that are handed on as they are. */
export type ThreadOptions = Pick<
  WorkerOptions,
  'name' | 'env' | 'argv' | 'execArgv' | 'resourceLimits' | 'stdout' | 'stderr' | 'trackUnmanagedFds'
>;

export interface PoolOptions extends ThreadOptions {
  /** Number of workers; an integer of at least 1. Default: the processors there are, lowered to a container's quota. */
  readonly workers?: number;
  /** Capacity of each worker's two rings in bytes; a power of two from 4096 to 2³⁰. */
  readonly ringBytes?: number;
  /** Export that is run once in each worker before its first task, and awaited; in replacements too. Python's name. */
  readonly initializer?: string;
  /** Arguments of `initializer`; encoded when the pool is made. */
  readonly initargs?: readonly unknown[];
  /** Export that is run in a worker, and awaited, before it ends in an orderly way: by `close`, or because it is recycled. */
  readonly finalizer?: string;
  /** A worker is replaced, between two chunks, once it has run this many items; an integer of at least 1. Python's `maxtasksperchild`. Default: `Infinity`. */
  readonly maxTasksPerWorker?: number;
  /** A worker is replaced, between two chunks, once its used heap passes this many megabytes. Default: `Infinity`. */
  readonly maxHeapMbPerWorker?: number;
  /** Workers that stay however long there is nothing to do; an integer from 0 to `workers`. Default: `workers`. */
  readonly minWorkers?: number;
  /** How long a worker above `minWorkers` may have nothing to do before it is ended, in milliseconds. It is started again on demand. Default: `Infinity`. */
  readonly idleTimeoutMs?: number;
  /** Tasks that a worker may have open at once: of use for tasks that await. Default: 1. */
  readonly concurrency?: number;
  /** Limit for one task, counted from its start in the worker, in milliseconds. Default: `Infinity`. */
  readonly taskTimeoutMs?: number;
  /** How often an item is run again after its worker was lost. Default: 0. */
  readonly retries?: number;
  /** Most open items beyond `workers × concurrency`: `apply` and `map` beyond it reject with `QueueFullError`, `imap` waits. Default: `Infinity`. */
  readonly queueLimit?: number;
  /** How long a worker with nothing to do looks for work before it sleeps, in microseconds; `'auto'` adapts, and burns no idle machine. Default: `'auto'`. */
  readonly spinMicros?: number | 'auto';
  /** Workers that may die before they are ready. Default: `{ restarts: 5, withinMs: 10_000 }`. */
  readonly restartLimit?: RestartLimit;
  /** Limit for a worker to become ready, in milliseconds. Default: 30,000. */
  readonly startTimeoutMs?: number;
  /** Limit for workers to end after `close` and `terminate`, in milliseconds. Default: 5,000. */
  readonly terminateTimeoutMs?: number;
  /** Where the worker's code is, when a bundler has moved it. */
  readonly workerUrl?: URL | string;
  /** Given to the workers' modules as `workerData` of `node:worker_threads`. */
  readonly workerData?: unknown;
}

/** Options as the pool uses them: checked, with all defaults. */
export interface CheckedOptions {
  readonly workers: number;
  readonly ringBytes: number;
  readonly initializer: string | undefined;
  readonly initargs: readonly unknown[];
  readonly finalizer: string | undefined;
  readonly maxTasksPerWorker: number;
  readonly maxHeapMbPerWorker: number;
  readonly minWorkers: number;
  readonly idleTimeoutMs: number;
  readonly concurrency: number;
  readonly taskTimeoutMs: number;
  readonly retries: number;
  readonly queueLimit: number;
  readonly spinMicros: number | 'auto';
  readonly restartLimit: RestartLimit;
  readonly startTimeoutMs: number;
  readonly terminateTimeoutMs: number;
  readonly workerUrl: URL;
  readonly workerData: unknown;
  readonly threadOptions: WorkerOptions;
  /** Whether nothing goes through the rings but headers: for tests. */
  readonly avoidsRing: boolean;
}

/** A key of the options that no user needs: every value takes the side channel. */
const AVOIDS_RING: unique symbol = Symbol.for('ringpool:avoidsRing') as never;

/** What stands for an option that is not given, where that depends on nothing else. */
const DEFAULTS: PoolOptions = {
  /** Enough for over a thousand tiny tasks in flight, and for the caches near the processor. */
  ringBytes: 524_288,
  initargs: [],
  maxTasksPerWorker: Infinity,
  maxHeapMbPerWorker: Infinity,
  idleTimeoutMs: Infinity,
  concurrency: 1,
  taskTimeoutMs: Infinity,
  retries: 0,
  queueLimit: Infinity,
  spinMicros: 'auto',
  restartLimit: { restarts: 5, withinMs: 10_000 },
  startTimeoutMs: 30_000,
  terminateTimeoutMs: 5_000,
};

const MIN_RING_BYTES = 4096;
const MAX_RING_BYTES = 2 ** 30;

const MOST_WORKERS = 65_536;
/** Each open task of a worker has some words of shared memory. */
const MOST_CONCURRENCY = 4096;
const MOST_SPIN_MICROS = 1_000_000;

/** Below this a thread's own start takes the process down. */
const MIN_STACK_MB = 1;

const THREAD_OPTIONS = [
  'name',
  'env',
  'argv',
  'execArgv',
  'resourceLimits',
  'stdout',
  'stderr',
  'trackUnmanagedFds',
] as const;

const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  ...THREAD_OPTIONS,
  ...Object.keys(DEFAULTS),
  'workers',
  'minWorkers',
  'initializer',
  'finalizer',
  'workerUrl',
  'workerData',
]);

/** Checks the options of a pool. Throws `TypeError` or `RangeError` that says what was expected and what came. */
export function checkOptions(options: PoolOptions): CheckedOptions {
  checkObject('`options`', options);
  refuseUnknown(options, KNOWN_OPTIONS, 'option');
  checkStackSize(options.resourceLimits);
  const { workers = availableWorkers(), minWorkers = workers } = options;
  const given: PoolOptions = { ...DEFAULTS, ...pick(options, KNOWN_OPTIONS) };
  return {
    workers: checkInteger('workers', workers, 1, MOST_WORKERS),
    minWorkers: checkInteger('minWorkers', minWorkers, 0, workers),
    ringBytes: checkRingBytes(given.ringBytes),
    initializer: checkName('initializer', given.initializer),
    initargs: checkInitargs(given.initargs, given.initializer),
    finalizer: checkName('finalizer', given.finalizer),
    maxTasksPerWorker: checkCount('maxTasksPerWorker', given.maxTasksPerWorker, 1),
    maxHeapMbPerWorker: checkPositive('maxHeapMbPerWorker', given.maxHeapMbPerWorker, 'megabytes'),
    idleTimeoutMs: checkMillis('idleTimeoutMs', given.idleTimeoutMs),
    concurrency: checkInteger('concurrency', given.concurrency, 1, MOST_CONCURRENCY),
    taskTimeoutMs: checkMillis('taskTimeoutMs', given.taskTimeoutMs),
    retries: checkCount('retries', given.retries, 0),
    queueLimit: checkCount('queueLimit', given.queueLimit, 0),
    spinMicros: checkSpin(given.spinMicros),
    restartLimit: checkRestartLimit(given.restartLimit),
    startTimeoutMs: checkMillis('startTimeoutMs', given.startTimeoutMs),
    terminateTimeoutMs: checkMillis('terminateTimeoutMs', given.terminateTimeoutMs),
    workerUrl: checkWorkerUrl(given.workerUrl),
    workerData: given.workerData,
    threadOptions: pick(options, THREAD_OPTIONS),
    avoidsRing: (options as { readonly [AVOIDS_RING]?: unknown })[AVOIDS_RING] === true,
  };
}

function checkName(option: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`Expected \`${option}\` to be the name of a function of the module, got ${show(value)}.`);
}

function checkInitargs(initargs: unknown, initializer: string | undefined): readonly unknown[] {
  checkArguments('initargs', initargs);
  if (initargs.length > 0 && initializer === undefined)
    throw new TypeError('Expected an `initializer` to go with `initargs`, got none.');
  return initargs;
}

function checkSpin(value: unknown): number | 'auto' {
  if (value === 'auto') return value;
  if (typeof value !== 'number')
    throw new TypeError(`Expected \`spinMicros\` to be 'auto' or a number of microseconds, got ${show(value)}.`);
  if (!(value >= 0 && value <= MOST_SPIN_MICROS))
    throw new RangeError(`Expected \`spinMicros\` to be from 0 to ${MOST_SPIN_MICROS} microseconds, got ${value}.`);
  return value;
}

function checkRingBytes(value: unknown): number {
  const bytes = checkInteger('ringBytes', value, MIN_RING_BYTES, MAX_RING_BYTES);
  if ((bytes & (bytes - 1)) !== 0) throw new RangeError(`Expected \`ringBytes\` to be a power of two, got ${bytes}.`);
  return bytes;
}

function checkRestartLimit(limit: unknown): RestartLimit {
  if (typeof limit !== 'object' || limit === null) {
    throw new TypeError(`Expected \`restartLimit\` to be { restarts, withinMs }, got ${show(limit)}.`);
  }
  const { restarts, withinMs } = limit as Partial<RestartLimit>;
  return {
    restarts: checkCount('restartLimit.restarts', restarts, 0),
    withinMs: checkMillis('restartLimit.withinMs', withinMs),
  };
}

function checkWorkerUrl(url: unknown): URL {
  // From this module as it is compiled, and from the file that it is published in: both lie this deep.
  if (url === undefined) return new URL('../bundle/worker-entry.js', import.meta.url);
  if (url instanceof URL) return url;
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url);
  throw new TypeError(
    `Expected \`workerUrl\` to be a URL, such as new URL('./worker-entry.js', import.meta.url), got ${show(url)}.`,
  );
}

function checkStackSize(limits: WorkerOptions['resourceLimits']): void {
  const stackSizeMb = limits?.stackSizeMb;
  if (stackSizeMb !== undefined && !(stackSizeMb >= MIN_STACK_MB)) {
    throw new RangeError(`Expected \`resourceLimits.stackSizeMb\` to be at least ${MIN_STACK_MB}, got ${stackSizeMb}.`);
  }
}

/**
 * Some of the options, and of those what is not `undefined`: a default stands for that only, and an `execArgv` that was absent stays so, because an empty
 * list would switch the permission model off in the workers.
 */
function pick(options: PoolOptions, keys: Iterable<string>): PoolOptions {
  const picked: Record<string, unknown> = {};
  for (const key of keys) {
    const value = options[key as keyof PoolOptions];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}
