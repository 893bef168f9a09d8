import type { ChunkSize } from './chunking.js';
import { checkInteger, refuseUnknown, show } from './pool-options.js';
import type { ProgressListener } from './progress.js';

/** Options of `apply` and `applyAsync`. */
export interface ApplyOptions {
  /** Values in the arguments that move instead of being copied; they are detached when the task is submitted. */
  readonly transfer?: readonly object[];
}

/** Options of `map` and its kin. */
export interface MapOptions {
  /**
   * Items sent together: an integer of at least 1, or `'auto'`, which goes by the measured time of a task. Default: Python's
   * `ceil(length / (4 × workers))`; for `imap` it is 1.
   */
  readonly chunkSize?: ChunkSize;
  /** Told now and then how far the job is, and at its end. */
  readonly onProgress?: ProgressListener;
}

/** Options of `imap` and `imapUnordered`. */
export interface ImapOptions extends MapOptions {
  /** Most items taken from the input whose results were not yet yielded. Default: `4 × workers × chunkSize`. */
  readonly buffer?: number;
}

const APPLY_OPTIONS: ReadonlySet<string> = new Set(['transfer']);
const MAP_OPTIONS: ReadonlySet<string> = new Set(['chunkSize', 'onProgress']);
const IMAP_OPTIONS: ReadonlySet<string> = new Set(['chunkSize', 'onProgress', 'buffer']);

/** Throws `TypeError` or `RangeError` for options that `apply` cannot have. */
export function checkApplyOptions(options: ApplyOptions): void {
  checkObject(options);
  refuseUnknown(options, APPLY_OPTIONS, 'option');
  const { transfer } = options;
  if (transfer !== undefined && !Array.isArray(transfer)) {
    throw new TypeError(`Expected \`transfer\` to be an array of transferable values, got ${show(transfer)}.`);
  }
}

/** Throws `TypeError` or `RangeError` for options that `map` cannot have. */
export function checkMapOptions(options: MapOptions): void {
  checkObject(options);
  refuseUnknown(options, MAP_OPTIONS, 'option');
  checkShared(options);
}

/** Throws `TypeError` or `RangeError` for options that `imap` cannot have. */
export function checkImapOptions(options: ImapOptions): void {
  checkObject(options);
  refuseUnknown(options, IMAP_OPTIONS, 'option');
  checkShared(options);
  if (options.buffer !== undefined) checkInteger('buffer', options.buffer, 1, Number.MAX_SAFE_INTEGER);
}

function checkShared({ chunkSize, onProgress }: MapOptions): void {
  if (chunkSize !== undefined && chunkSize !== 'auto') checkInteger('chunkSize', chunkSize, 1, Number.MAX_SAFE_INTEGER);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`Expected \`onProgress\` to be a function, got ${show(onProgress)}.`);
  }
}

function checkObject(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`Expected the options of a call to be an object, got ${show(options)}.`);
  }
}
