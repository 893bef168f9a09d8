import type { WorkerOptions } from 'node:worker_threads';
import { availableWorkers } from './available-workers.js';

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
}

/** Each ring: enough for over a thousand tiny tasks in flight, and for the caches near the processor. */
const DEFAULT_RING_BYTES = 65_536;
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
  'workers',
  'ringBytes',
  'initializer',
  'initargs',
  'finalizer',
  'maxTasksPerWorker',
  'maxHeapMbPerWorker',
  'minWorkers',
  'idleTimeoutMs',
  'concurrency',
  'taskTimeoutMs',
  'retries',
  'queueLimit',
  'spinMicros',
  'restartLimit',
  'startTimeoutMs',
  'terminateTimeoutMs',
  'workerUrl',
  'workerData',
]);

/** Checks the options of a pool. Throws `TypeError` or `RangeError` that says what was expected and what came. */
export function checkOptions(options: PoolOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`Expected \`options\` to be an object, got ${show(options)}.`);
  }
  refuseUnknown(options, KNOWN_OPTIONS, 'option');
  checkStackSize(options.resourceLimits);
  const workers =
    options.workers === undefined ? availableWorkers() : checkInteger('workers', options.workers, 1, MOST_WORKERS);
  return {
    workers,
    ringBytes: checkRingBytes(given(options.ringBytes, DEFAULT_RING_BYTES)),
    initializer: checkName('initializer', options.initializer),
    initargs: checkInitargs(options),
    finalizer: checkName('finalizer', options.finalizer),
    maxTasksPerWorker: checkCount('maxTasksPerWorker', given(options.maxTasksPerWorker, Infinity), 1),
    maxHeapMbPerWorker: checkPositive('maxHeapMbPerWorker', given(options.maxHeapMbPerWorker, Infinity), 'megabytes'),
    minWorkers: checkInteger('minWorkers', given(options.minWorkers, workers), 0, workers),
    idleTimeoutMs: checkMillis('idleTimeoutMs', given(options.idleTimeoutMs, Infinity)),
    concurrency: checkInteger('concurrency', given(options.concurrency, 1), 1, MOST_CONCURRENCY),
    taskTimeoutMs: checkMillis('taskTimeoutMs', given(options.taskTimeoutMs, Infinity)),
    retries: checkCount('retries', given(options.retries, 0), 0),
    queueLimit: checkCount('queueLimit', given(options.queueLimit, Infinity), 0),
    spinMicros: checkSpin(given(options.spinMicros, 'auto')),
    restartLimit: checkRestartLimit(options.restartLimit),
    startTimeoutMs: checkMillis('startTimeoutMs', given(options.startTimeoutMs, 30_000)),
    terminateTimeoutMs: checkMillis('terminateTimeoutMs', given(options.terminateTimeoutMs, 5_000)),
    workerUrl: checkWorkerUrl(options.workerUrl),
    workerData: options.workerData,
    threadOptions: pickThreadOptions(options),
  };
}

/** Refuses keys that are not known: a misspelt option must not be ignored. */
export function refuseUnknown(options: object, known: ReadonlySet<string>, what: string): void {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) throw new TypeError(`Expected ${what}s of ${[...known].sort().join(', ')}, got \`${key}\`.`);
  }
}

/** An integer in a range. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw new TypeError(`Expected \`${name}\` to be a number, got ${show(value)}.`);
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new RangeError(`Expected \`${name}\` to be an integer ${range}, got ${value}.`);
  }
  return value;
}

/** A short print of a value for an error's text. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

/** A positive number of milliseconds. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkMillis(name: string, value: unknown): number {
  return checkPositive(name, value, 'milliseconds');
}

/** A default stands for `undefined` only: `null` is no option's value. */
function given<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

function checkPositive(name: string, value: unknown, unit: string): number {
  if (typeof value !== 'number')
    throw new TypeError(`Expected \`${name}\` to be a number of ${unit}, got ${show(value)}.`);
  if (!(value > 0)) throw new RangeError(`Expected \`${name}\` to be a positive number of ${unit}, got ${value}.`);
  return value;
}

/** An integer of at least `min`, or `Infinity`. */
function checkCount(name: string, value: unknown, min: number): number {
  return value === Infinity ? Infinity : checkInteger(name, value, min, Number.MAX_SAFE_INTEGER);
}

function checkName(option: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`Expected \`${option}\` to be the name of a function of the module, got ${show(value)}.`);
}

function checkInitargs({ initializer, initargs }: PoolOptions): readonly unknown[] {
  if (initargs === undefined) return [];
  if (!Array.isArray(initargs))
    throw new TypeError(`Expected \`initargs\` to be an array of arguments, got ${show(initargs)}.`);
  if (initializer === undefined)
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
  if (limit === undefined) return { restarts: 5, withinMs: 10_000 };
  if (typeof limit !== 'object' || limit === null) {
    throw new TypeError(`Expected \`restartLimit\` to be { restarts, withinMs }, got ${show(limit)}.`);
  }
  const { restarts, withinMs } = limit as Partial<RestartLimit>;
  return {
    restarts:
      restarts === Infinity ? Infinity : checkInteger('restartLimit.restarts', restarts, 0, Number.MAX_SAFE_INTEGER),
    withinMs: checkMillis('restartLimit.withinMs', withinMs),
  };
}

function checkWorkerUrl(url: unknown): URL {
  if (url === undefined) return new URL('./worker/entry.js', import.meta.url);
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

/** `execArgv` stays absent when it was: an empty list would switch the permission model off in the workers. */
function pickThreadOptions(options: PoolOptions): WorkerOptions {
  const picked: Record<string, unknown> = {};
  for (const key of THREAD_OPTIONS) {
    if (options[key] !== undefined) picked[key] = options[key];
  }
  return picked;
}
