import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Pool, WorkerInfo } from '../../src/index.ts';
import { WasmPool } from '../../src/wasm/index.ts';

/** How the functions of a module look from outside. */
interface Kernels {
  axpy(begin: number, end: number, a: number, x: Float64Array, y: Float64Array): void;
  sum(block: Float64Array, offset: number): number;
  add(left: number, right: number): number;
  increment(value: bigint): bigint;
}

/** Never called: what it would do to a pool is of interest to the compiler only. */
function calls(pool: WasmPool<Kernels>, x: Float64Array) {
  return {
    added: () => pool.apply('add', [1, 2]),
    incremented: () => pool.map('increment', [1n]),
    ran: () => pool.parallelFor('axpy', { end: 10 }, [2, x, x]),
    summed: () => pool.reduce('sum', x, { combine: 'add' }),
    array: () => pool.sharedArray(Int16Array, 4),
    // @ts-expect-error -- there is no such function
    unknown: () => pool.apply('subtract', [1, 2]),
    // @ts-expect-error -- an integer of 64 bits is a bigint
    wrongArgument: () => pool.apply('increment', [1]),
    // @ts-expect-error -- a kernel's arrays have a class
    wrongArray: () => pool.parallelFor('axpy', { end: 10 }, [2, x, new Int8Array(2)]),
    // @ts-expect-error -- the options are those of a pool, and two more
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
    expectTypeOf<Calls['array']>().returns.toExtend<Int16Array>();
    expect(calls.length).toBe(2);
  });

  it('is a pool', () => {
    expectTypeOf<WasmPool<Kernels>>().toExtend<Pool<Kernels>>();
    expectTypeOf<WasmPool['workers']>().toEqualTypeOf<WorkerInfo[]>();
  });
});
