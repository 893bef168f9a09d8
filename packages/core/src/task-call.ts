import { abortedBy, type Cancellable } from './abort-signals.js';
import type { Submitted } from './async-result.js';
import { CallJob } from './call-job.js';
import type { ApplyOptions, TaskOptions } from './call-options.js';
import type { Engine } from './engine.js';
import type { Job } from './job-table.js';
import { MapJob } from './map-job.js';
import { limitsOf, type TaskLimits } from './task-limits.js';

/** A promise with its functions, which lets go of the call's signal when it is settled. */
export interface Settling<R> {
  readonly promise: Promise<R>;
  readonly resolve: (value: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes the promise of a call that `signal` can end by way of `target`. */
export function settling<R>(engine: Engine, signal: AbortSignal | undefined, target: Cancellable): Settling<R> {
  let resolvePromise: (value: R) => void;
  let rejectPromise: (error: unknown) => void;
  const promise = new Promise<R>((resolve, reject) => {
    resolvePromise = resolve;
    rejectPromise = reject;
  });
  if (signal === undefined) return { promise, resolve: resolvePromise!, reject: rejectPromise! };
  engine.signals.follow(signal, target);
  return {
    promise,
    resolve: (value) => {
      engine.signals.unfollow(signal, target);
      resolvePromise(value);
    },
    reject: (error) => {
      engine.signals.unfollow(signal, target);
      rejectPromise(error);
    },
  };
}

/** A call that was refused. */
export function refused<R>(refusal: unknown): Submitted<R> {
  const promise = Promise.reject<R>(refusal);
  return { promise, cancel: () => {} };
}

/** Runs one task with options. `canCancel`: its caller gets a handle. */
export function runCall(
  engine: Engine,
  name: string,
  args: readonly unknown[],
  options: ApplyOptions,
  canCancel: boolean,
): Submitted {
  const { signal } = options;
  if (signal?.aborted === true) return refused(abortedBy(signal));
  const limits = limitsOf(options, engine.options.taskTimeoutMs, canCancel);
  return submit(engine, signal, ({ resolve, reject }) => {
    const job = new CallJob(resolve, reject, limits);
    return { job, send: () => engine.sendCall(job, name, args, options.transfer) };
  });
}

/** Runs one task in every worker there is. */
export function runBroadcast(
  engine: Engine,
  name: string,
  args: readonly unknown[],
  options: TaskOptions,
): Promise<unknown[]> {
  const { signal } = options;
  if (signal?.aborted === true) return Promise.reject(abortedBy(signal));
  const workers = engine.reachable;
  const refusal = engine.refusalOf(name, workers.length);
  if (refusal !== undefined) return Promise.reject(refusal);
  if (workers.length === 0) return Promise.resolve([]);
  const limits: TaskLimits | undefined = limitsOf(options, engine.options.taskTimeoutMs, false);
  const { promise } = submit<unknown[]>(engine, signal, ({ resolve, reject }) => {
    const items = workers.length;
    const job = new MapJob({ items, limits, resolve, reject, progress: undefined, itemsSettled: () => {} });
    return { job, send: () => sendEverywhere(engine, job, name, args, workers, reject) };
  });
  return promise;
}

function sendEverywhere(
  engine: Engine,
  job: Job,
  name: string,
  args: readonly unknown[],
  workers: readonly number[],
  reject: (error: unknown) => void,
): void {
  try {
    engine.sendEverywhere(job, engine.admission.functionId(name)!, args, workers);
  } catch (error) {
    reject(error);
  }
}

function submit<R>(
  engine: Engine,
  signal: AbortSignal | undefined,
  start: (settle: Settling<R>) => { readonly job: Job; readonly send: () => void },
): Submitted<R> {
  let job: Job | undefined;
  const cancel = (makeError: () => Error): void => {
    if (job !== undefined) engine.cancel(job, makeError);
  };
  const settle = settling<R>(engine, signal, { cancel });
  const started = start(settle);
  job = started.job;
  started.send();
  return { promise: settle.promise, cancel };
}
