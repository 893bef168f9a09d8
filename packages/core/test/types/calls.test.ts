import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, expectTypeOf, it } from 'vitest';
import type {
  AsyncResult,
  BlockSummary,
  HistogramSummary,
  Pool,
  PoolStats,
  ResultIterator,
  TaskProxy,
  WorkerInfo,
} from '../../src/index.ts';
import type * as worker from '../../src/worker-thread.ts';
import type * as kernels from './kernels.ts';

type Kernels = typeof kernels;

/** The type of what a use of a pool gives; it is never called. */
function given<R>(_use: (pool: Pool<Kernels>) => R): R {
  return undefined as R;
}

const signal = AbortSignal.abort();
const limits = { signal, timeoutMs: 1000, graceMs: 0 };

describe('calls that block', () => {
  it('give the result itself', () => {
    expectTypeOf(given((pool) => pool.applySync('square', [1]))).toEqualTypeOf<number>();
    expectTypeOf(given((pool) => pool.applySync('load', ['path']))).toEqualTypeOf<Uint8Array>();
    expectTypeOf(given((pool) => pool.applySync('now'))).toEqualTypeOf<Date>();
    expectTypeOf(given((pool) => pool.mapSync('square', [1, 2]))).toEqualTypeOf<number[]>();
    expectTypeOf(given((pool) => pool.mapSync('load', new Set(['a'])))).toEqualTypeOf<Uint8Array[]>();
  });

  it('take the options of those that do not', () => {
    given((pool) => pool.applySync('square', [1], { ...limits, transfer: [] }));
    given((pool) =>
      pool.mapSync('square', [1], { ...limits, chunkSize: 'auto', failFast: true, onProgress: () => {} }),
    );
  });
});

describe('maps', () => {
  it('may tell every outcome', () => {
    expectTypeOf(given((pool) => pool.mapSettled('square', [1]))).toEqualTypeOf<
      Promise<PromiseSettledResult<number>[]>
    >();
    expectTypeOf(given((pool) => pool.mapSettled('load', ['a'], { ...limits, chunkSize: 1 }))).toEqualTypeOf<
      Promise<PromiseSettledResult<Uint8Array>[]>
    >();
  });

  it('have a handle, of lists of arguments too', () => {
    expectTypeOf(
      given((pool) => pool.starmapAsync('label', [['a'], ['b', 2]], { ...limits, failFast: true })),
    ).toEqualTypeOf<AsyncResult<string[]>>();
  });

  it('take limits', () => {
    void given((pool) => pool.map('square', [1], { ...limits, chunkSize: 10, failFast: false }));
    void given((pool) => pool.starmap('add', [[1, 2]], { signal }));
    void given((pool) => pool.mapAsync('square', [1], { timeoutMs: Infinity }));
  });
});

describe('iterators', () => {
  it('take limits, and how far to read ahead', () => {
    expectTypeOf(
      given((pool) => pool.imap('square', [1], { ...limits, chunkSize: 2, buffer: 8, onProgress: () => {} })),
    ).toEqualTypeOf<ResultIterator<number>>();
    given((pool) => pool.imapUnordered('square', [1], { buffer: 8 }));
  });

  it('may be waited for with a limit', () => {
    expectTypeOf<ResultIterator<number>['next']>().toBeCallableWith();
    expectTypeOf<ResultIterator<number>['next']>().toBeCallableWith(100);
  });
});

describe('a broadcast', () => {
  it('gives the result of every worker', () => {
    expectTypeOf(given((pool) => pool.broadcast('square', [1]))).toEqualTypeOf<Promise<number[]>>();
    expectTypeOf(given((pool) => pool.broadcast('load', ['path'], limits))).toEqualTypeOf<Promise<Uint8Array[]>>();
    expectTypeOf(given((pool) => pool.broadcast('now'))).toEqualTypeOf<Promise<Date[]>>();
  });
});

describe('a handle', () => {
  it('can be cancelled, with a reason or without', () => {
    expectTypeOf<AsyncResult<number>['cancel']>().toBeCallableWith();
    expectTypeOf<AsyncResult<number>['cancel']>().toBeCallableWith(new Error('not needed'));
    expectTypeOf<AsyncResult<number>['cancel']>().toBeCallableWith('not needed');
    expectTypeOf<AsyncResult<number>['cancel']>().returns.toEqualTypeOf<void>();
  });

  it('may be waited for with a limit', () => {
    expectTypeOf<AsyncResult<number>['get']>().toBeCallableWith(100);
    expectTypeOf<AsyncResult<number>['wait']>().toBeCallableWith(100);
    expectTypeOf<AsyncResult<number>['get']>().returns.toEqualTypeOf<Promise<number>>();
  });
});

describe('tasks as methods', () => {
  it('are those of the module', () => {
    expectTypeOf(given((pool) => pool.task)).toEqualTypeOf<TaskProxy<Kernels>>();
    expectTypeOf(given((pool) => pool.task.label('a', 2))).toEqualTypeOf<Promise<string>>();
  });
});

describe('what a pool tells', () => {
  it('is plain data of numbers', () => {
    expectTypeOf(given((pool) => pool.stats())).toEqualTypeOf<PoolStats>();
    expectTypeOf<PoolStats['runTime']>().toEqualTypeOf<HistogramSummary>();
    expectTypeOf<Omit<PoolStats, 'runTime' | 'waitTime' | 'blocks'>>().toExtend<Record<string, number>>();
    expectTypeOf<Omit<BlockSummary, never>>().toExtend<Record<string, number>>();
    expectTypeOf<Omit<HistogramSummary, never>>().toExtend<Record<string, number>>();
  });

  it('is of each worker', () => {
    expectTypeOf(given((pool) => pool.workers)).toExtend<readonly WorkerInfo[]>();
    expectTypeOf<WorkerInfo['state']>().toEqualTypeOf<'starting' | 'ready' | 'retiring' | 'ended'>();
    expectTypeOf<WorkerInfo['currentTask']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<WorkerInfo['stdout']>().toEqualTypeOf<Readable | null>();
  });

  it('comes as events, each with what belongs to it', () => {
    given((pool) => {
      pool.on('workerStart', (event) => expectTypeOf(event.workerIndex).toEqualTypeOf<number>());
      pool.on('workerExit', (event) => expectTypeOf(event.exitCode).toEqualTypeOf<number | undefined>());
      pool.once('workerLost', (event) => expectTypeOf(event.reason).toEqualTypeOf<unknown>());
      pool.on('workerError', (error, event) => {
        expectTypeOf(error).toEqualTypeOf<unknown>();
        expectTypeOf(event.threadId).toEqualTypeOf<number>();
      });
      pool.off('zombie', (event) => expectTypeOf(event.threadId).toEqualTypeOf<number>());
      pool.on('drain', () => {}).on('close', () => {});
    });
    expectTypeOf<Pool<Kernels>>().toExtend<Pick<EventEmitter, 'listenerCount' | 'removeAllListeners'>>();
  });
});

describe('a pool without the type of its module', () => {
  function loosely<R>(_use: (pool: Pool) => R): R {
    return undefined as R;
  }

  it('takes any name with any arguments in every call', () => {
    expectTypeOf(loosely((pool) => pool.applySync('anything', [1]))).toEqualTypeOf<unknown>();
    expectTypeOf(loosely((pool) => pool.mapSync('anything', [1, 'two']))).toEqualTypeOf<unknown[]>();
    expectTypeOf(loosely((pool) => pool.broadcast('anything'))).toEqualTypeOf<Promise<unknown[]>>();
    expectTypeOf(loosely((pool) => pool.mapSettled('anything', [1]))).toEqualTypeOf<
      Promise<PromiseSettledResult<unknown>[]>
    >();
    expectTypeOf(loosely((pool) => pool.task.anything!(1, 'two'))).toEqualTypeOf<Promise<unknown>>();
  });
});

describe('what a task learns of where it runs', () => {
  it('is its signal, and which worker this is, if any', () => {
    expectTypeOf<typeof worker.taskSignal>().toEqualTypeOf<() => AbortSignal>();
    expectTypeOf<typeof worker.isWorkerThread>().toEqualTypeOf<boolean>();
    expectTypeOf<typeof worker.workerIndex>().toEqualTypeOf<number | undefined>();
  });
});
