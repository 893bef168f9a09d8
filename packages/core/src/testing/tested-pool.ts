import type { ApplyOptions, ImapOptions, MapOptions, NumericOptions, TaskOptions } from '../call-options.js';
import type { Input } from '../input-reader.js';
import type { ForRange, WorkOnArray } from '../numeric/numeric-options.js';
import type { PoolOptions } from '../pool-options.js';

/** What the cases look at of an `AsyncResult`. */
export interface TestedHandle extends PromiseLike<unknown> {
  catch(onRejected: (reason: unknown) => unknown): Promise<unknown>;
  finally(onFinally: () => void): Promise<unknown>;
  ready(): boolean;
  successful(): boolean;
  wait(timeoutMs?: number): Promise<void>;
  get(timeoutMs?: number): Promise<unknown>;
  cancel(reason?: unknown): void;
}

/** What the cases look at of a `ResultIterator`. */
export interface TestedIterator extends AsyncIterable<unknown> {
  next(timeoutMs?: number): Promise<IteratorResult<unknown, unknown>>;
  return(): Promise<IteratorResult<unknown, unknown>>;
}

/** What the cases look at of `pool.workers`. */
export interface TestedWorker {
  readonly workerIndex: number;
  readonly threadId: number;
  readonly state: string;
  readonly tasksDone: number;
  readonly busyMs: number;
  readonly currentTask: string | undefined;
}

/** What the cases look at of `pool.stats()`. */
export interface TestedStats {
  readonly queued: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly lost: number;
  readonly restarts: number;
  readonly zombies: number;
  readonly utilization: number;
  readonly runTime: TestedHistogram;
  readonly waitTime: TestedHistogram;
}

export interface TestedHistogram {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** All of a pool that the cases use. Names are texts and values are unknown: the cases look at what happens, not at types. */
export interface WholePool {
  readonly state: string;
  readonly size: number;
  readonly task: object;
  readonly workers: readonly TestedWorker[];
  apply(name: string, args?: readonly unknown[], options?: ApplyOptions): Promise<unknown>;
  applyAsync(name: string, args?: readonly unknown[], options?: ApplyOptions): TestedHandle;
  applySync(name: string, args?: readonly unknown[], options?: ApplyOptions): unknown;
  map(name: string, iterable: Iterable<unknown>, options?: MapOptions): Promise<unknown[]>;
  mapAsync(name: string, iterable: Iterable<unknown>, options?: MapOptions): TestedHandle;
  mapSync(name: string, iterable: Iterable<unknown>, options?: MapOptions): unknown[];
  mapSettled(
    name: string,
    iterable: Iterable<unknown>,
    options?: MapOptions,
  ): Promise<readonly PromiseSettledResult<unknown>[]>;
  starmap(name: string, iterable: Iterable<readonly unknown[]>, options?: MapOptions): Promise<unknown[]>;
  starmapAsync(name: string, iterable: Iterable<readonly unknown[]>, options?: MapOptions): TestedHandle;
  imap(name: string, iterable: Input<unknown>, options?: ImapOptions): TestedIterator;
  imapUnordered(name: string, iterable: Input<unknown>, options?: ImapOptions): TestedIterator;
  broadcast(name: string, args?: readonly unknown[], options?: TaskOptions): Promise<unknown[]>;
  parallelFor(name: string, range: ForRange, args?: readonly unknown[], options?: NumericOptions): Promise<void>;
  mapBlocks(name: string, input: unknown, work?: WorkOnArray, options?: NumericOptions): Promise<unknown>;
  reduce(name: string, input: unknown, work: WorkOnArray, options?: NumericOptions): Promise<unknown>;
  scan(name: string, input: unknown, work: WorkOnArray, options?: NumericOptions): Promise<unknown>;
  stats(): TestedStats;
  ready(): Promise<void>;
  close(): Promise<void>;
  terminate(): Promise<void>;
  join(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What no pool can do without. */
type Needed = 'state' | 'size' | 'apply' | 'map' | 'ready' | 'close' | 'terminate' | 'join';

/** Anything shaped like a pool. What it does not have it must say that it lacks: cases call what they need. */
export type TestedPool = Pick<WholePool, Needed> & Partial<WholePool>;

/** Makes a pool whose tasks are the functions of `module`. Options it does not know belong to what it lacks. */
export type OpenPool = (module: URL, options: PoolOptions) => TestedPool;
