import type { ChunkSize } from './chunking.js';
import { checkInteger, checkMillis, checkMillisOrNone, checkObject, refuseUnknown, show } from './option-checks.js';
import type { ProgressListener } from './progress.js';

/** Options that every call takes. */
export interface TaskOptions {
  /** Drops what waits and stops what runs when it fires: the call rejects with `TaskAbortedError`. */
  readonly signal?: AbortSignal;
  /** Limit for each item, counted from its start in the worker, in milliseconds. Default: the pool's `taskTimeoutMs`. */
  readonly timeoutMs?: number;
  /** How long a task that is to stop may go on before its worker is ended, in milliseconds. Default: 0. */
  readonly graceMs?: number;
}

/** Options of the calls that work on arrays: `parallelFor`, `mapBlocks`, `reduce` and `scan`. `timeoutMs` limits each block. */
export interface NumericOptions extends TaskOptions {
  /** Told now and then how many blocks are done, and at the end. */
  readonly onProgress?: ProgressListener;
}

/** Options of `apply` and `applyAsync`. */
export interface ApplyOptions extends TaskOptions {
  /** Values in the arguments that move instead of being copied; they are detached when the task is submitted. */
  readonly transfer?: readonly object[];
}

/** Options of what maps: `map`, `starmap` and `imap` in all their forms. */
export interface ChunkOptions extends TaskOptions {
  /**
   * Items sent together: an integer of at least 1, or `'auto'`, which goes by the measured time of a task. Default: Python's
   * `ceil(length / (4 × workers))`; for `imap` it is 1.
   */
  readonly chunkSize?: ChunkSize;
  /** Told now and then how far the job is, and at its end. */
  readonly onProgress?: ProgressListener;
}

/** Options of `map` and its kin. */
export interface MapOptions extends ChunkOptions {
  /** Whether the first error to arrive rejects at once, and what has not run is dropped. Default: false. */
  readonly failFast?: boolean;
}

/** Options of `imap` and `imapUnordered`. */
export interface ImapOptions extends ChunkOptions {
  /** Most items taken from the input whose results were not yet yielded. Default: `4 × workers × chunkSize`. */
  readonly buffer?: number;
}

const TASK_OPTIONS = ['signal', 'timeoutMs', 'graceMs'] as const;
const BROADCAST_OPTIONS: ReadonlySet<string> = new Set(TASK_OPTIONS);
const APPLY_OPTIONS: ReadonlySet<string> = new Set([...TASK_OPTIONS, 'transfer']);
const MAP_OPTIONS: ReadonlySet<string> = new Set([...TASK_OPTIONS, 'chunkSize', 'onProgress', 'failFast']);
const NUMERIC_OPTIONS: ReadonlySet<string> = new Set([...TASK_OPTIONS, 'onProgress']);
const IMAP_OPTIONS: ReadonlySet<string> = new Set([...TASK_OPTIONS, 'chunkSize', 'onProgress', 'buffer']);

/** Throws `TypeError` or `RangeError` for options that `broadcast` cannot have. */
export function checkTaskOptions(options: TaskOptions): void {
  checkKeys(options, BROADCAST_OPTIONS);
  checkLimits(options);
}

/** Throws `TypeError` or `RangeError` for options that `apply` cannot have. */
export function checkApplyOptions(options: ApplyOptions): void {
  checkKeys(options, APPLY_OPTIONS);
  checkLimits(options);
  const { transfer } = options;
  if (transfer !== undefined && !Array.isArray(transfer)) {
    throw new TypeError(`Expected \`transfer\` to be an array of transferable values, got ${show(transfer)}.`);
  }
}

/** Throws `TypeError` or `RangeError` for options that `map` cannot have. */
export function checkMapOptions(options: MapOptions): void {
  checkKeys(options, MAP_OPTIONS);
  checkChunks(options);
  if (options.failFast !== undefined && typeof options.failFast !== 'boolean')
    throw new TypeError(`Expected \`failFast\` to be true or false, got ${show(options.failFast)}.`);
}

/** Throws `TypeError` or `RangeError` for options that `imap` cannot have. */
export function checkImapOptions(options: ImapOptions): void {
  checkKeys(options, IMAP_OPTIONS);
  checkChunks(options);
  if (options.buffer !== undefined) checkInteger('buffer', options.buffer, 1, Number.MAX_SAFE_INTEGER);
}

/** Throws `TypeError` or `RangeError` for options that calls on arrays cannot have. */
export function checkNumericOptions(options: NumericOptions): void {
  checkKeys(options, NUMERIC_OPTIONS);
  checkLimits(options);
  checkListener(options.onProgress);
}

function checkChunks(options: ChunkOptions): void {
  checkLimits(options);
  const { chunkSize, onProgress } = options;
  if (chunkSize !== undefined && chunkSize !== 'auto') checkInteger('chunkSize', chunkSize, 1, Number.MAX_SAFE_INTEGER);
  checkListener(onProgress);
}

function checkListener(onProgress: unknown): void {
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`Expected \`onProgress\` to be a function, got ${show(onProgress)}.`);
  }
}

function checkLimits({ signal, timeoutMs, graceMs }: TaskOptions): void {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(`Expected \`signal\` to be an AbortSignal, got ${show(signal)}.`);
  if (timeoutMs !== undefined) checkMillis('timeoutMs', timeoutMs);
  if (graceMs !== undefined) checkMillisOrNone('graceMs', graceMs);
}

function checkKeys(options: object, known: ReadonlySet<string>): void {
  checkObject('the options of a call', options);
  refuseUnknown(options, known, 'option');
}
