import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Pool, WorkerInfo } from '../../src/index.ts';
import { WasmPool } from '../../src/wasm/index.ts';

/** How the functions of a module look from outside. */
interface Kernels {
  axpy(begin: number, end: number, a: number, x: Float64Array, y: Float64Array): void;
  sum(block: Float64Array, offset: number): number;
  add(left: number, right: number): number;
  increment(value: bigint): bigint;
  square(block: Float64Array, offset: number, output: Float64Array): void;
  totals(block: Float64Array, output: Float64Array, carry: number | undefined): number;
}

/** Never called: what it would do to a pool is of interest to the compiler only. */
function calls(pool: WasmPool<Kernels>, x: Float64Array) {
  return {
    added: () => pool.apply('add', [1, 2]),
    incremented: () => pool.map('increment', [1n]),
    ran: () => pool.parallelFor('axpy', { end: 10 }, [2, x, x]),
    summed: () => pool.reduce('sum', x, { combine: 'add' }),
    squared: () => pool.mapBlocks('square', x, { output: x, grain: 8 }, { timeoutMs: 5 }),
    carried: () => pool.scan('totals', x, { combine: 'add', output: x }),
    array: () => pool.sharedArray(Int16Array, 4),
    // @ts-expect-error -- there is no such function
    unknown: () => pool.apply('subtract', [1, 2]),
    // @ts-expect-error -- an integer of 64 bits is a bigint
    wrongArgument: () => pool.apply('increment', [1]),
    // @ts-expect-error -- a kernel's arrays have a class
    wrongArray: () => pool.parallelFor('axpy', { end: 10 }, [2, x, new Int8Array(2)]),
    // @ts-expect-error -- kernels write into their memory alone
    noOutput: () => pool.mapBlocks('square', x),
    // @ts-expect-error -- kernels write into their memory alone
    noOutputInWork: () => pool.mapBlocks('square', x, { grain: 8 }),
    // @ts-expect-error -- kernels write into their memory alone
    noOutputOfScan: () => pool.scan('totals', x, { combine: 'add' }),
    // @ts-expect-error -- an output has the kernel's class
    wrongOutput: () => pool.mapBlocks('square', x, { output: new Int8Array(2) }),
    // @ts-expect-error -- kernels read their memory alone
    wrongInput: () => pool.reduce('sum', [1, 2], { combine: 'add' }),
    // @ts-expect-error -- the options are those of a pool, and three more
    wrongOption: () => new WasmPool(new Uint8Array(8), { worker: 1 }),
    // @ts-expect-error -- a path is no module
    wrongModule: () => new WasmPool('kernels.wasm'),
  };
}

type Calls = ReturnType<typeof calls>;

describe('a pool of WebAssembly kernels', () => {
  it('infers arguments and results from how they look from outside', () => {
    expectTypeOf<Calls['added']>().returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf<Calls['incremented']>().returns.toEqualTypeOf<Promise<bigint[]>>();
    expectTypeOf<Calls['ran']>().returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf<Calls['summed']>().returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf<Calls['squared']>().returns.toEqualTypeOf<Promise<Float64Array>>();
    expectTypeOf<Calls['carried']>().returns.toEqualTypeOf<Promise<Float64Array>>();
    expectTypeOf<Calls['array']>().returns.toExtend<Int16Array>();
    expect(calls.length).toBe(2);
  });

  it('is a pool', () => {
    expectTypeOf<WasmPool<Kernels>>().toExtend<Pool<Kernels>>();
    expectTypeOf<WasmPool['workers']>().toEqualTypeOf<WorkerInfo[]>();
  });
});
