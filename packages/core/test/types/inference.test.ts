import { describe, expectTypeOf, it } from 'vitest';
import type {
  ApplyOptions,
  AsyncResult,
  ImapOptions,
  MapOptions,
  move,
  Pool,
  PoolOptions,
  PoolState,
  Progress,
  ResultIterator,
  sharedArray,
  TaskArgs,
  TaskItem,
  TaskName,
  TaskResult,
} from '../../src/index.ts';
import type * as kernels from './kernels.ts';

type Kernels = typeof kernels;

/** The type of what a use of a pool gives; it is never called. */
function given<R>(_use: (pool: Pool<Kernels>) => R): R {
  return undefined as R;
}

describe('a pool typed by its module', () => {
  it('knows the names of its functions', () => {
    expectTypeOf<TaskName<Kernels>>().toEqualTypeOf<
      'square' | 'norm' | 'add' | 'label' | 'now' | 'load' | 'maybe' | 'total' | 'forget' | 'identity'
    >();
  });

  it('knows their arguments, items and results', () => {
    expectTypeOf<TaskArgs<Kernels, 'add'>>().toEqualTypeOf<[a: number, b: number]>();
    expectTypeOf<TaskItem<Kernels, 'norm'>>().toEqualTypeOf<kernels.Point>();
    expectTypeOf<TaskItem<Kernels, 'total'>>().toEqualTypeOf<number>();
    expectTypeOf<TaskResult<Kernels, 'load'>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<TaskResult<Kernels, 'forget'>>().toEqualTypeOf<void>();
  });

  it('gives the result of apply, awaited', () => {
    expectTypeOf(given((pool) => pool.apply('square', [1]))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(given((pool) => pool.apply('load', ['path']))).toEqualTypeOf<Promise<Uint8Array>>();
    expectTypeOf(given((pool) => pool.apply('maybe', [1]))).toEqualTypeOf<Promise<number | undefined>>();
    expectTypeOf(given((pool) => pool.apply('forget', ['text']))).toEqualTypeOf<Promise<void>>();
  });

  it('needs no arguments where all are optional', () => {
    expectTypeOf(given((pool) => pool.apply('now'))).toEqualTypeOf<Promise<Date>>();
    expectTypeOf(given((pool) => pool.apply('now', []))).toEqualTypeOf<Promise<Date>>();
    expectTypeOf(given((pool) => pool.apply('maybe'))).toEqualTypeOf<Promise<number | undefined>>();
    expectTypeOf(given((pool) => pool.apply('total'))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(given((pool) => pool.applyAsync('total'))).toEqualTypeOf<AsyncResult<number>>();
  });

  it('takes optional and rest arguments', () => {
    expectTypeOf(given((pool) => pool.apply('label', ['a']))).toEqualTypeOf<Promise<string>>();
    expectTypeOf(given((pool) => pool.apply('label', ['a', 2]))).toEqualTypeOf<Promise<string>>();
    expectTypeOf(given((pool) => pool.apply('total', [1, 2, 3]))).toEqualTypeOf<Promise<number>>();
  });

  it('gives handles', () => {
    expectTypeOf(given((pool) => pool.applyAsync('square', [1]))).toEqualTypeOf<AsyncResult<number>>();
    expectTypeOf(given((pool) => pool.mapAsync('load', ['a']))).toEqualTypeOf<AsyncResult<Uint8Array[]>>();
    expectTypeOf(given((pool) => pool.starmapAsync('add', [[1, 2]]))).toEqualTypeOf<AsyncResult<number[]>>();
    expectTypeOf(given(async (pool) => pool.applyAsync('square', [1]))).toEqualTypeOf<Promise<number>>();
  });

  it('gives lists of results', () => {
    expectTypeOf(given((pool) => pool.map('square', [1, 2]))).toEqualTypeOf<Promise<number[]>>();
    expectTypeOf(given((pool) => pool.map('load', new Set(['a'])))).toEqualTypeOf<Promise<Uint8Array[]>>();
    expectTypeOf(given((pool) => pool.map('label', ['a', 'b']))).toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(given((pool) => pool.starmap('label', [['a'], ['b', 2]]))).toEqualTypeOf<Promise<string[]>>();
  });

  it('gives iterators of results, from inputs of both kinds', () => {
    type Input = AsyncIterable<number>;
    expectTypeOf(given((pool) => pool.imap('square', [1]))).toEqualTypeOf<ResultIterator<number>>();
    expectTypeOf(given((pool) => pool.imapUnordered('load', ['a']))).toEqualTypeOf<ResultIterator<Uint8Array>>();
    expectTypeOf(given((pool) => pool.imap('square', {} as Input))).toEqualTypeOf<ResultIterator<number>>();
    expectTypeOf<ResultIterator<number>>().toExtend<AsyncIterableIterator<number>>();
  });

  it('ends', () => {
    expectTypeOf(given((pool) => pool.close())).toEqualTypeOf<Promise<void>>();
    expectTypeOf(given((pool) => pool.terminate())).toEqualTypeOf<Promise<void>>();
    expectTypeOf(given((pool) => pool.join())).toEqualTypeOf<Promise<void>>();
    expectTypeOf(given((pool) => pool.state)).toEqualTypeOf<PoolState>();
    expectTypeOf<Pool<Kernels>>().toExtend<AsyncDisposable>();
  });
});

describe('a pool without the type of its module', () => {
  function loosely<R>(_use: (pool: Pool) => R): R {
    return undefined as R;
  }

  it('takes any name with any arguments, or none, and leaves what comes to be looked at', () => {
    expectTypeOf(loosely((pool) => pool.apply('anything'))).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(loosely((pool) => pool.apply('anything', [1, 'two']))).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(loosely((pool) => pool.map('anything', [1, 'two']))).toEqualTypeOf<Promise<unknown[]>>();
    expectTypeOf(loosely((pool) => pool.imap('anything', 'text'))).toEqualTypeOf<ResultIterator<unknown>>();
  });
});

describe('a pool of functions', () => {
  it('is typed by them', () => {
    const make = (inline: typeof Pool.inline): Promise<[number, string]> => {
      const pool = inline({ square: (x: number) => x * x, greet: async (name: string) => `hello ${name}` });
      return Promise.all([pool.apply('square', [2]), pool.apply('greet', ['you'])]);
    };
    expectTypeOf(make).returns.toEqualTypeOf<Promise<[number, string]>>();
  });
});

describe('options and values', () => {
  it('are objects whose parts are all optional', () => {
    expectTypeOf<object>().toExtend<ApplyOptions & MapOptions & ImapOptions & PoolOptions>();
    expectTypeOf<MapOptions['chunkSize']>().toEqualTypeOf<number | 'auto' | undefined>();
    expectTypeOf<Progress['total']>().toEqualTypeOf<number | undefined>();
  });

  it('keep their type when they are shared or moved', () => {
    expectTypeOf<typeof sharedArray>().toBeCallableWith(Float64Array, 4);
    expectTypeOf<typeof sharedArray>().toBeCallableWith(BigInt64Array, [1n, 2n]);
    expectTypeOf<typeof move>().toBeCallableWith(new Float64Array(1));
  });
});
