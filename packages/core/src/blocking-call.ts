import { abortedBy, type Cancellable } from './abort-signals.js';
import { CallJob } from './call-job.js';
import type { ApplyOptions } from './call-options.js';
import type { Engine } from './engine.js';
import { ResultTimeoutError } from './errors.js';
import type { Job } from './job-table.js';
import { limitsOf } from './task-limits.js';

/** What a call came to, for a thread that blocks until it is there. */
export class Outcome<R> {
  #result: { readonly value: R } | { readonly error: unknown } | undefined;

  get isThere(): boolean {
    return this.#result !== undefined;
  }

  resolve(value: R): void {
    this.#result ??= { value };
  }

  reject(error: unknown): void {
    this.#result ??= { error };
  }

  /** Blocks until `isOver()`. Throws the call's error; after `timeoutMs` it cancels the call and throws `ResultTimeoutError`. */
  wait(engine: Engine, job: Job, isOver: () => boolean, timeoutMs: number, call: Cancellable): R {
    if (!engine.block(job, isOver, timeoutMs)) {
      const makeError = (): Error => new ResultTimeoutError(`Expected a result within ${timeoutMs} ms, got none.`);
      call.cancel(makeError);
      engine.flushCancelled();
      throw makeError();
    }
    const result = this.#result!;
    if ('error' in result) throw result.error;
    return result.value;
  }
}

/** Runs one task and blocks the thread until it has ended, as Python's own `apply` does. */
export function runCallSync(engine: Engine, name: string, args: readonly unknown[], options: ApplyOptions): unknown {
  const { signal, timeoutMs = Infinity } = options;
  engine.checkMayBlock();
  if (signal?.aborted === true) throw abortedBy(signal);
  const outcome = new Outcome<unknown>();
  const limits = limitsOf({ ...options, timeoutMs: engine.options.taskTimeoutMs }, Infinity, timeoutMs < Infinity);
  const job = new CallJob(
    (value) => outcome.resolve(value),
    (error) => outcome.reject(error),
    limits,
  );
  engine.sendCall(job, name, args, options.transfer);
  return outcome.wait(engine, job, () => outcome.isThere, timeoutMs, {
    cancel: (makeError) => engine.cancel(job, makeError),
  });
}
