import { EventEmitter } from 'node:events';
import { inspect, type InspectOptionsStylized } from 'node:util';
import { AsyncResult, type Submitted } from './async-result.js';
import { runCallSync } from './blocking-call.js';
import {
  type ApplyOptions,
  checkApplyOptions,
  checkImapOptions,
  checkMapOptions,
  checkTaskOptions,
  type ImapOptions,
  type MapOptions,
  type NumericOptions,
  type TaskOptions,
} from './call-options.js';
import { bindToThread, refusesClone } from './codec/thread-bound.js';
import { Engine } from './engine.js';
import { stopWhenDropped } from './finalizer.js';
import { type InlineFunctions, inlineModule } from './inline-module.js';
import type { Input } from './input-reader.js';
import type { PoolState } from './lifecycle.js';
import { refuseOwnModule } from './loading-module.js';
import { inspectPool } from './inspect-pool.js';
import { failingInput, itemsOf } from './map-input.js';
import { type MapCall, runImap, runMap, runMapSync } from './map-runner.js';
import { ModuleSource } from './module-source.js';
import type {
  ForKernel,
  ForRest,
  KernelInput,
  MapKernel,
  MapOutput,
  MapWork,
  ReduceKernel,
  ReduceWork,
  Rest,
  ScanKernel,
  ScanOutput,
  ScanWork,
} from './numeric/kernel-types.js';
import { runMapBlocks } from './numeric/map-blocks.js';
import type { ForRange, WorkOnArray } from './numeric/numeric-options.js';
import { runFor } from './numeric/parallel-for.js';
import { runReduce } from './numeric/reduce.js';
import { runScan } from './numeric/scan.js';
import { checkArguments } from './option-checks.js';
import { checkOptions, type PoolOptions } from './pool-options.js';
import type { PoolEvents } from './pool-events.js';
import type { PoolStats } from './pool-stats.js';
import type { ResultIterator } from './result-iterator.js';
import { refused, runBroadcast, runCall } from './task-call.js';
import { type TaskProxy, taskProxy } from './task-proxy.js';
import type { TaskArgs, TaskItem, TaskModule, TaskName, TaskResult } from './task-types.js';
import { TaskKind } from './transport/task-record.js';
import type { WorkerInfo } from './worker-info.js';

const NO_ARGS: readonly never[] = [];

const MAP: MapCall = { kind: TaskKind.Map, form: 'results', canCancel: false };
const MAP_ASYNC: MapCall = { kind: TaskKind.Map, form: 'results', canCancel: true };
const MAP_SETTLED: MapCall = { kind: TaskKind.Map, form: 'outcomes', canCancel: false };
const STARMAP: MapCall = { kind: TaskKind.Starmap, form: 'results', canCancel: false };
const STARMAP_ASYNC: MapCall = { kind: TaskKind.Starmap, form: 'results', canCancel: true };
const BOUND = refusesClone('a Pool');

/** Arguments and options of a call: the arguments can be left out where the function needs none. */
export type CallRest<M, K extends keyof M, O> =
  [] extends TaskArgs<M, K> ? [args?: TaskArgs<M, K>, options?: O] : [args: TaskArgs<M, K>, options?: O];

/**
 * Runs the exported functions of a module in worker threads: Python's `multiprocessing.Pool` for Node. `M` is the type of the module, such as
 * `typeof import('./kernels.js')`: names, arguments and results of tasks are inferred from it.
 *
 * Only the constructor throws; everything else rejects.
 * @see https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.pool
 */
export class Pool<M extends object = TaskModule> extends EventEmitter<PoolEvents> {
  readonly #engine: Engine;
  #task: TaskProxy<M> | undefined;
  /** Structured clone reads it and throws. */
  protected readonly bound: symbol = BOUND;

  /**
   * Starts `options.workers` threads that load `module`: a `file:` or `data:` URL, an absolute path, or the name of a package. Work may be submitted at once. Throws
   * `TypeError` or `RangeError` for a relative path and for bad options; a module that is missing or throws is told by `ready()` and by every task.
   */
  constructor(module: URL | string, options: PoolOptions = {}) {
    super();
    const checked = checkOptions(options);
    const source = ModuleSource.of(module);
    refuseOwnModule(source.location);
    this.#engine = new Engine(source, checked, this);
    stopWhenDropped(this, this.#engine);
  }

  /**
   * A pool of self-contained functions: arrows, functions, methods. Their source is sent, so nothing they close over is there. Throws `TypeError` for
   * native and bound functions and for classes.
   */
  static inline<F extends InlineFunctions>(functions: F, options: PoolOptions = {}): Pool<F> {
    return poolOf<F>(inlineModule(functions), options);
  }

  /** `running` until `close()`, `terminate()`, or until workers cannot be had. */
  get state(): PoolState {
    return this.#engine.state;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#engine.size;
  }

  /** The workers there are now, and what each is doing. Read from shared memory: no worker is interrupted. */
  get workers(): WorkerInfo[] {
    return this.#engine.workers;
  }

  /** How the pool does. Read from shared memory: no worker is interrupted. */
  stats(): PoolStats {
    return this.#engine.stats();
  }

  /** The functions as methods: `pool.task.norm(vector)` is `pool.apply('norm', [vector])`. */
  get task(): TaskProxy<M> {
    this.#task ??= taskProxy<M>((name, args) => this.#engine.call(name, args));
    return this.#task;
  }

  /**
   * Runs one task: function `name` with `args`. Rejects with what the task threw, `UnknownTaskError`, `SerializationError`, `WorkerLostError`, `TaskTimeoutError`,
   * `TaskAbortedError`, `QueueFullError`, `PoolNotRunningError`, `PoolTerminatedError`, `PoolBrokenError`, `InitializerError`; with `TypeError` for arguments that are no array.
   */
  apply<K extends TaskName<M>>(name: K, ...rest: CallRest<M, K, ApplyOptions>): Promise<TaskResult<M, K>>;
  apply(name: string, args: readonly unknown[] = NO_ARGS, options?: ApplyOptions): Promise<unknown> {
    if (options === undefined && Array.isArray(args)) return this.#engine.call(name, args);
    return this.#call(name, args, options, false).promise;
  }

  /** As `apply`, with a handle. */
  applyAsync<K extends TaskName<M>>(name: K, ...rest: CallRest<M, K, ApplyOptions>): AsyncResult<TaskResult<M, K>>;
  applyAsync(name: string, args: readonly unknown[] = NO_ARGS, options?: ApplyOptions): AsyncResult<unknown> {
    return new AsyncResult(this.#call(name, args, options, true));
  }

  /**
   * As `apply`, but blocks the thread and returns the result: Python's own `apply`. For the main thread and for workers. `timeoutMs` limits the whole wait: then
   * it throws `ResultTimeoutError`, and the task is cancelled. Throws what `apply` rejects with. A signal counts only if it has fired before.
   */
  applySync<K extends TaskName<M>>(name: K, ...rest: CallRest<M, K, ApplyOptions>): TaskResult<M, K>;
  applySync(name: string, args: readonly unknown[] = NO_ARGS, options: ApplyOptions = {}): unknown {
    checkArguments('args', args);
    checkApplyOptions(options);
    return runCallSync(this.#engine, name, args, options);
  }

  /**
   * Calls function `name` once for each item; results in input order. Every item runs; then the promise rejects with the error of the lowest failing index, which
   * carries it as `taskIndex`; with `failFast` the first error to arrive rejects at once. Rejects as `apply` does, and with the input's own error; with `RangeError` for a
   * bad `chunkSize`.
   */
  map<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): Promise<TaskResult<M, K>[]> {
    return this.#map(MAP, name, iterable, options).promise as Promise<TaskResult<M, K>[]>;
  }

  /** As `map`, with a handle. */
  mapAsync<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): AsyncResult<TaskResult<M, K>[]> {
    return new AsyncResult(this.#map(MAP_ASYNC, name, iterable, options) as Submitted<TaskResult<M, K>[]>);
  }

  /**
   * As `map`, but blocks the thread and returns the results. `timeoutMs` limits the whole wait: then it throws `ResultTimeoutError`, and the map is cancelled. Throws what
   * `map` rejects with.
   */
  mapSync<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): TaskResult<M, K>[] {
    checkMapOptions(options);
    return runMapSync(this.#engine, name, itemsOf(iterable, TaskKind.Map), options) as TaskResult<M, K>[];
  }

  /** As `map`, and gives every item's outcome, like `Promise.allSettled`. Rejects only when it is refused: for bad arguments, or by a pool that takes no work. */
  mapSettled<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskItem<M, K>>,
    options: MapOptions = {},
  ): Promise<PromiseSettledResult<TaskResult<M, K>>[]> {
    const { promise } = this.#map(MAP_SETTLED, name, iterable, options);
    return promise as Promise<PromiseSettledResult<TaskResult<M, K>>[]>;
  }

  /** As `map`, where each item is the list of arguments. */
  starmap<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskArgs<M, K>>,
    options: MapOptions = {},
  ): Promise<TaskResult<M, K>[]> {
    const { promise } = this.#map(STARMAP, name, iterable, options);
    return promise as Promise<TaskResult<M, K>[]>;
  }

  /** As `starmap`, with a handle. */
  starmapAsync<K extends TaskName<M>>(
    name: K,
    iterable: Iterable<TaskArgs<M, K>>,
    options: MapOptions = {},
  ): AsyncResult<TaskResult<M, K>[]> {
    return new AsyncResult(this.#map(STARMAP_ASYNC, name, iterable, options) as Submitted<TaskResult<M, K>[]>);
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

  /**
   * Runs one task in every worker there is now; results in the order of `workerIndex`. One that dies before or while it runs it gives `WorkerLostError`; errors as in
   * `map`. Rejects with `SerializationError` for arguments that move.
   */
  broadcast<K extends TaskName<M>>(name: K, ...rest: CallRest<M, K, TaskOptions>): Promise<TaskResult<M, K>[]>;
  async broadcast(name: string, args: readonly unknown[] = NO_ARGS, options: TaskOptions = {}): Promise<unknown[]> {
    checkArguments('args', args);
    checkTaskOptions(options);
    return runBroadcast(this.#engine, name, args, options);
  }

  /**
   * Calls a kernel `(begin, end, ...args)` for each block of a range, for what it does to shared arrays among `args`; of all else each block gets its own copy. Rejects as
   * `map` does; an error carries its block's `blockRange`.
   */
  parallelFor<K extends ForKernel<M>>(name: K, range: ForRange, ...rest: ForRest<M, K, NumericOptions>): Promise<void>;
  parallelFor(
    name: string,
    range: ForRange,
    args: readonly unknown[] = NO_ARGS,
    options: NumericOptions = {},
  ): Promise<void> {
    return runFor(this.#engine, name, range, args, options);
  }

  /**
   * Calls a kernel `(block, offset, output, ...args)` for each block of an array, which fills `output`, as long as the block. Gives the whole output: the one that was
   * given, or a new array like the input. Shared arrays are not copied, others block by block.
   */
  mapBlocks<K extends MapKernel<M>, I extends KernelInput<M, K>>(
    name: K,
    input: I,
    ...rest: Rest<MapWork<M, K, I>, NumericOptions>
  ): Promise<MapOutput<M, K>>;
  mapBlocks(name: string, input: unknown, work: WorkOnArray = {}, options: NumericOptions = {}): Promise<unknown> {
    return runMapBlocks(this.#engine, name, input, work, options);
  }

  /**
   * Calls a kernel `(block, offset, ...args)` for each block of an array, and combines what the blocks give, neighbour with neighbour, in an order that follows from the
   * length and the grain alone: the result has the same bits for any number of workers. `combine` is associative.
   */
  reduce<K extends ReduceKernel<M>>(
    name: K,
    input: KernelInput<M, K>,
    work: ReduceWork<M, K>,
    options?: NumericOptions,
  ): Promise<TaskResult<M, K>>;
  reduce(name: string, input: unknown, work: WorkOnArray, options: NumericOptions = {}): Promise<unknown> {
    return runReduce(this.#engine, name, input, work, options);
  }

  /**
   * Inclusive prefixes of an array: calls a kernel `(block, output, carry, ...args)` for each block, which fills `output` and returns the block's total. It is called
   * first with no carry, for the totals; then with what the totals of all blocks before combine to.
   */
  scan<K extends ScanKernel<M>, I extends KernelInput<M, K>>(
    name: K,
    input: I,
    work: ScanWork<M, K, I>,
    options?: NumericOptions,
  ): Promise<ScanOutput<M, K>>;
  scan(name: string, input: unknown, work: WorkOnArray, options: NumericOptions = {}): Promise<unknown> {
    return runScan(this.#engine, name, input, work, options);
  }

  /** Resolves when every worker has loaded the module; submitting does not need it. Rejects with `InitializerError` when they cannot. */
  ready(): Promise<void> {
    return this.#engine.life.ready();
  }

  /** Takes no new work and lets all that was submitted end. Resolves when every worker has exited. */
  close(): Promise<void> {
    return this.#engine.life.close();
  }

  /** Stops at once and rejects everything open with `PoolTerminatedError`. Resolves when every worker has exited. */
  terminate(): Promise<void> {
    return this.#engine.life.terminate();
  }

  /** Resolves when every worker has exited. Rejects with `PoolStillRunningError` while the pool is running. */
  join(): Promise<void> {
    return this.#engine.life.join();
  }

  /** `terminate()`, like the end of Python's `with`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate();
  }

  /** One readable line for `util.inspect` and `console.log`. */
  #inspect(depth: number, options: InspectOptionsStylized): string {
    const { running, queued, workers } = this.#engine.stats();
    const { source, state } = this.#engine;
    return inspectPool(
      { className: this.constructor.name, module: source.location, state, workers, running, queued },
      depth,
      options,
    );
  }

  static {
    // By its name it would be part of the declarations, where a symbol that is not built in cannot stand.
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: Pool, depth: number, options: InspectOptionsStylized): string {
        return this.#inspect(depth, options);
      },
      configurable: true,
      writable: true,
    });
  }

  #call(name: string, args: readonly unknown[], options: ApplyOptions = {}, canCancel: boolean): Submitted {
    try {
      checkArguments('args', args);
      checkApplyOptions(options);
    } catch (error) {
      return refused(error);
    }
    return runCall(this.#engine, name, args, options, canCancel);
  }

  #map(call: MapCall, name: string, iterable: Iterable<unknown>, options: MapOptions): Submitted<unknown[]> {
    let items: unknown[];
    try {
      checkMapOptions(options);
      items = itemsOf(iterable, call.kind);
    } catch (error) {
      return refused(error);
    }
    return runMap(this.#engine, call, name, items, options);
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

bindToThread(Pool.prototype, 'a Pool');

/** What a class calls itself by inside of its body, a bundler renames: then it shows in `inspect`. */
function poolOf<M extends object>(module: string, options: PoolOptions): Pool<M> {
  return new Pool<M>(module, options);
}
