import { inspect } from 'node:util';
import { InitializerError } from './errors.js';
import type { RestartLimit } from './pool-options.js';

const LONGEST_URL = 200;

/** Counts workers that died before they were ready, as far back as the limit looks. */
export class FailedStarts {
  readonly #limit: RestartLimit;
  #recent: { readonly at: number; readonly cause: unknown }[] = [];

  constructor(limit: RestartLimit) {
    this.#limit = limit;
  }

  /** One more. Returns why the first of them died, once they are too many. */
  add(cause: unknown): { readonly firstCause: unknown } | undefined {
    const at = performance.now();
    const { restarts, withinMs } = this.#limit;
    this.#recent = [...this.#recent.filter((start) => at - start.at < withinMs), { at, cause }];
    return this.#recent.length > restarts ? { firstCause: this.#recent[0]!.cause } : undefined;
  }
}

/** Codes of Node's errors for options of a worker that it would refuse again and again. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'ERR_INVALID_ARG_TYPE',
  'ERR_INVALID_ARG_VALUE',
  'ERR_OUT_OF_RANGE',
  'ERR_WORKER_INVALID_EXEC_ARGV',
]);

/** Codes of Node's errors for threads and descriptors that are not to be had now. */
const SHORTAGES: ReadonlySet<unknown> = new Set(['ERR_WORKER_INIT_FAILED', 'EMFILE', 'ENFILE', 'EAGAIN']);

/** Whether `Worker` threw because of its options. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && (error.name === 'DataCloneError' || REFUSALS.has(codeOf(error)));
}

/** Whether a worker did not start for want of a thread or a descriptor: no fault of its module. */
export function isShortage(error: unknown): boolean {
  return error instanceof Error && SHORTAGES.has(codeOf(error));
}

/** Whether a thread was ended because its heap had reached its limit. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Why no thread is to be had. Not every version of Node names the flag that is missing. */
export function shortageOf(error: unknown): string {
  const isDenied = error instanceof Error && codeOf(error) === 'ERR_ACCESS_DENIED';
  return isDenied ? `${textOf(error)} (the permission model needs --allow-worker)` : textOf(error);
}

/** What the constructor of a pool throws then. */
export function refusedOptions(cause: unknown): TypeError {
  return new TypeError(
    `Expected options that a worker can be started with, got some that Node refuses: ${textOf(cause)}`,
    { cause },
  );
}

/** What an error says; anything else thrown, as text. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error, { depth: 0, customInspect: false });
}

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}

/** What everything rejects with when the workers of a module do not become ready. */
export function notReady(cause: unknown, module: string): InitializerError {
  // A `data:` URL is as long as a program.
  const url = module.length <= LONGEST_URL ? module : `${module.slice(0, LONGEST_URL)}…`;
  return new InitializerError(`The workers do not become ready: ${textOf(cause)} (module ${url})`, { cause });
}
