import { EventEmitter } from 'node:events';
import { AsyncResult } from './async-result.js';
import {
  type ApplyOptions,
  checkApplyOptions,
  checkImapOptions,
  checkMapOptions,
  type ImapOptions,
  type MapOptions,
} from './call-options.js';
import { Engine } from './engine.js';
import { stopWhenDropped } from './finalizer.js';
import { type InlineFunctions, inlineModule } from './inline-module.js';
import type { Input } from './input-reader.js';
import type { PoolState } from './lifecycle.js';
import { refuseOwnModule } from './loading-module.js';
import { type MapKind, runImap, runMap } from './map-runner.js';
import { moduleLocation } from './module-location.js';
import { checkOptions, type PoolOptions, show } from './pool-options.js';
import type { ResultIterator } from './result-iterator.js';
import type { TaskArgs, TaskItem, TaskModule, TaskName, TaskResult } from './task-types.js';
import { TaskKind } from './transport/task-record.js';

const NO_ARGS: readonly never[] = [];

/**
 * Runs the exported functions of a module in worker threads: Python's `multiprocessing.Pool` for Node. `M` is the type of the module, such as
 * `typeof import('./kernels.js')`: names, arguments and results of tasks are inferred from it.
 *
 * Only the constructor throws; everything else rejects.
 * @see https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.pool
 */
export class Pool<M extends object = TaskModule> extends EventEmitter {
  readonly #engine: Engine;

  /**
   * Starts `options.workers` threads that load `module`: a `file:` or `data:` URL, an absolute path, or the name of a package. Work may be submitted at once. Throws
   * `TypeError` or `RangeError` for a relative path and for bad options; a module that is missing or throws is told by `ready()` and by every task.
   */
  constructor(module: URL | string, options: PoolOptions = {}) {
    super();
    const checked = checkOptions(options);
    const location = moduleLocation(module);
    refuseOwnModule(location);
    this.#engine = new Engine(location, checked, this);
    stopWhenDropped(this, this.#engine);
  }

  /**
   * A pool of self-contained functions: arrows, functions, methods. Their source is sent, so nothing they close over is there. Throws `TypeError` for
   * native and bound functions and for classes.
   */
  static inline<F extends InlineFunctions>(functions: F, options: PoolOptions = {}): Pool<F> {
    return new Pool<F>(inlineModule(functions), options);
  }

  /** `running` until `close()`, `terminate()`, or until workers cannot be had. */
  get state(): PoolState {
    return this.#engine.state;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#engine.size;
  }

  /**
   * Runs one task: function `name` with `args`. Rejects with what the task threw, `UnknownTaskError`, `SerializationError`, `WorkerLostError`,
   * `PoolNotRunningError`, `PoolTerminatedError`, `InitializerError`; with `TypeError` for arguments that are no array.
   */
  apply<K extends TaskName<M>>(
    name: K,
    ...rest: [] extends TaskArgs<M, K>
      ? [args?: TaskArgs<M, K>, options?: ApplyOptions]
      : [args: TaskArgs<M, K>, options?: ApplyOptions]
  ): Promise<TaskResult<M, K>>;
  apply(name: string, args: readonly unknown[] = NO_ARGS, options?: ApplyOptions): Promise<unknown> {
    if (!Array.isArray(args))
      return Promise.reject(new TypeError(`Expected \`args\` to be an array of arguments, got ${show(args)}.`));
    if (options === undefined) return this.#engine.call(name, args);
    try {
      checkApplyOptions(options);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#engine.call(name, args, options.transfer);
  }

  /** As `apply`, with a handle. */
  applyAsync<K extends TaskName<M>>(
    name: K,
    ...rest: [] extends TaskArgs<M, K>
      ? [args?: TaskArgs<M, K>, options?: ApplyOptions]
      : [args: TaskArgs<M, K>, options?: ApplyOptions]
  ): AsyncResult<TaskResult<M, K>> {
    return new AsyncResult(this.apply(name, ...rest));
  }

  /**
   * Calls function `name` once for each item; results in input order. Every item runs; then the promise rejects with the error of the lowest failing index, which
   * carries it as `taskIndex`. Rejects as `apply` does, and with the input's own error; with `RangeError` for a bad `chunkSize`.
   */
  map<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): Promise<TaskResult<M, K>[]> {
    return this.#map(TaskKind.Map, name, iterable, options) as Promise<TaskResult<M, K>[]>;
  }

  /** As `map`, with a handle. */
  mapAsync<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): AsyncResult<TaskResult<M, K>[]> {
    return new AsyncResult(this.map(name, iterable, options));
  }

  /** As `map`, where each item is the list of arguments. */
  starmap<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskArgs<M, K>>,
    options: MapOptions = {},
  ): Promise<TaskResult<M, K>[]> {
    return this.#map(TaskKind.Starmap, name, iterable, options) as Promise<TaskResult<M, K>[]>;
  }

  /** As `starmap`, with a handle. */
  starmapAsync<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskArgs<M, K>>,
    options: MapOptions = {},
  ): AsyncResult<TaskResult<M, K>[]> {
    return new AsyncResult(this.starmap(name, iterable, options));
  }

  /**
   * Calls function `name` for each item of an iterable, asynchronous and endless ones too, and gives the results in input order while it runs. The input
   * is read at most `buffer` items ahead of what was yielded. An item's error is thrown by the `next()` that would have given it, and the iterator can be used on.
   */
  imap<K extends TaskName<M>>(
    name: K,
    iterable: Input<TaskItem<M, K>>,
    options: ImapOptions = {},
  ): ResultIterator<TaskResult<M, K>> {
    return this.#imap(true, name, iterable, options) as ResultIterator<TaskResult<M, K>>;
  }

  /** As `imap`, in completion order. */
  imapUnordered<K extends TaskName<M>>(
    name: K,
    iterable: Input<TaskItem<M, K>>,
    options: ImapOptions = {},
  ): ResultIterator<TaskResult<M, K>> {
    return this.#imap(false, name, iterable, options) as ResultIterator<TaskResult<M, K>>;
  }

  /** Resolves when every worker has loaded the module; submitting does not need it. Rejects with `InitializerError` when they cannot. */
  ready(): Promise<void> {
    return this.#engine.ready();
  }

  /** Takes no new work and lets all that was submitted end. Resolves when every worker has exited. */
  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Stops at once and rejects everything open with `PoolTerminatedError`. Resolves when every worker has exited. */
  terminate(): Promise<void> {
    return this.#engine.terminate();
  }

  /** Resolves when every worker has exited. Rejects with `PoolStillRunningError` while the pool is running. */
  join(): Promise<void> {
    return this.#engine.join();
  }

  /** `terminate()`, like the end of Python's `with`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate();
  }

  async #map(kind: MapKind, name: string, iterable: Iterable<unknown>, options: MapOptions): Promise<unknown[]> {
    checkMapOptions(options);
    return runMap(this.#engine, kind, name, itemsOf(iterable, kind), options);
  }

  #imap(isOrdered: boolean, name: string, input: Input<unknown>, options: ImapOptions): ResultIterator<unknown> {
    try {
      checkImapOptions(options);
      return runImap(this.#engine, this, isOrdered, name, input, options);
    } catch (error) {
      return runImap(this.#engine, this, isOrdered, name, failingInput(error), {});
    }
  }
}

/** The items of a map as an array of their own. Throws what the iterable throws. */
function itemsOf(iterable: Iterable<unknown>, kind: MapKind): unknown[] {
  if (typeof (iterable as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function') {
    const isAsync =
      typeof (iterable as Partial<AsyncIterable<unknown>> | null | undefined)?.[Symbol.asyncIterator] === 'function';
    const came = isAsync ? 'an async iterable, which `imap` takes' : show(iterable);
    throw new TypeError(`Expected \`iterable\` to be iterable, got ${came}.`);
  }
  const items = [...iterable];
  if (kind === TaskKind.Starmap) {
    const wrong = items.findIndex((item) => !Array.isArray(item));
    if (wrong >= 0)
      throw new TypeError(
        `Expected item ${wrong} of a starmap to be an array of arguments, got ${show(items[wrong])}.`,
      );
  }
  return items;
}

/** An input that has nothing but an error to give: what is wrong with an `imap` is told by its first `next()`. */
// oxlint-disable-next-line require-yield -- it ends before its first item
function* failingInput(error: unknown): Generator<never> {
  throw error;
}
