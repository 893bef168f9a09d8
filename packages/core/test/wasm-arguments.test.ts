import { afterEach, describe, expect, it } from 'vitest';
import { openKernels, openText, wasm } from './open-kernels.ts';
import { terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

const SCANS = `(module
  (import "env" "memory" (memory 1 10 shared))
  (func (export "run32") (param $block i32) (param $length i32) (param $output i32) (param $carry i32) (result i32)
    (local $total i32)
    (local.set $total (i32.add (local.get $carry) (i32.load (local.get $block))))
    (i32.store (local.get $output) (local.get $total))
    (local.get $total))
  (func (export "run64") (param $block i32) (param $length i32) (param $output i32) (param $carry i64) (result i64)
    (local $total i64)
    (local.set $total (i64.add (local.get $carry) (i64.load (local.get $block))))
    (i64.store (local.get $output) (local.get $total))
    (local.get $total))
  (func (export "times") (param $block i32) (param $length i32) (param $output i32) (param $carry i32) (param $factor i32)
    (result i32)
    (i32.store (local.get $output)
      (i32.add (local.get $carry) (i32.mul (local.get $factor) (i32.load (local.get $block)))))
    (i32.load (local.get $output)))
  (func (export "trapping") (param i32 i32 i32 i64) (result i64) (unreachable))
  (func (export "silent") (param i32 i32 i32 i32))
  (func (export "add32") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "add64") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1))))`;

describe('no value', () => {
  it('is no argument of a task', async () => {
    const error = await rejection(openKernels().apply('add', [1, undefined]));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(
      'Expected argument 1 of `add` to be a number, a bigint or a typed array, got undefined.',
    );
  });

  it('is no argument of a block', async () => {
    const pool = openKernels();
    const x = pool.sharedArray(Float64Array, 4);
    const expected = (index: number): string => `Expected argument ${index} of`;
    expect(await rejection(pool.parallelFor('axpy', { end: 4 }, [undefined, x, x]))).toMatchObject({
      message: expect.stringContaining(expected(2)) as string,
    });
    expect(await rejection(pool.reduce('sum', x, { combine: 'add', args: [undefined] }))).toMatchObject({
      message: expect.stringContaining(expected(3)) as string,
    });
    expect(await rejection(pool.mapBlocks('addIndex', x, { output: x, args: [undefined] }))).toMatchObject({
      message: expect.stringContaining(expected(4)) as string,
    });
  });

  it('is none of the further arguments of a scan either', async () => {
    const pool = openText(SCANS);
    const input = pool.sharedArray(Int32Array, [1, 2]);
    const output = pool.sharedArray(Int32Array, 2);
    const error = await rejection(pool.scan('times', input, { combine: 'add32', output, args: [undefined] }));
    expect((error as Error).message).toContain('Expected argument 4 of `times`');
    const totals = await pool.scan('times', input, { combine: 'add32', output, args: [3], grain: 1 });
    expect(Array.from(totals)).toEqual([3, 9]);
  });
});

describe('the carry of a scan, where there is none yet', () => {
  it('is 0 for integers of both widths', async () => {
    const pool = openText(SCANS);
    const narrow = pool.sharedArray(Int32Array, [1, 2, 3, 4]);
    const output32 = pool.sharedArray(Int32Array, 4);
    expect(await pool.scan('run32', narrow, { combine: 'add32', output: output32, grain: 1 })).toBe(output32);
    expect([...output32]).toEqual([1, 3, 6, 10]);
    const wide = pool.sharedArray(BigInt64Array, [1n, 2n, 3n, 2n ** 60n]);
    const output64 = pool.sharedArray(BigInt64Array, 4);
    await pool.scan('run64', wide, { combine: 'add64', output: output64, grain: 1 });
    expect([...output64]).toEqual([1n, 3n, 6n, 2n ** 60n + 6n]);
  });

  it('does not hide how the kernel ends', async () => {
    const pool = openText(SCANS);
    const wide = pool.sharedArray(BigInt64Array, 2);
    const output = pool.sharedArray(BigInt64Array, 2);
    const error = await rejection(pool.scan('trapping', wide, { combine: 'add64', output }));
    expect(error).toBeInstanceOf(wasm.RuntimeError);
  });

  it('is not what the kernel before has failed to give', async () => {
    const pool = openText(SCANS);
    const input = pool.sharedArray(Int32Array, 3);
    const output = pool.sharedArray(Int32Array, 3);
    const error = await rejection(pool.scan('silent', input, { combine: 'add32', output, grain: 1 }));
    expect((error as Error).message).toBe('Expected `silent` to give the total of its block, got nothing.');
  });

  it('may be what an imported function takes for a wrong type', async () => {
    const pool = openText(
      `(module
        (import "env" "refuse" (func $refuse))
        (import "env" "memory" (memory 1 10 shared))
        (func (export "run") (param i32 i32 i32 f64) (result f64) (call $refuse) (f64.const 1)))`,
      { imports: new URL('./fixtures/wasm-imports.mjs', import.meta.url) },
    );
    const input = pool.sharedArray(Float64Array, 1);
    const output = pool.sharedArray(Float64Array, 1);
    const error = await rejection(pool.scan('run', input, { combine: (left) => left, output }));
    expect((error as Error).message).toBe('refused');
  });
});

describe('an array in the memory', () => {
  const PLACES = `(module
    (import "env" "memory" (memory 1 20 shared))
    (func (export "place") (param i32) (result i32) (local.get 0))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`;

  it('may lie over any buffer that the memory has had, whoever has grown it', async () => {
    const pool = openText(PLACES);
    const views = [new Uint8Array(pool.memory.buffer, 8)];
    for (let round = 2; round < 5; round += 1) {
      await pool.apply('grow', [1]);
      views.push(new Uint8Array(pool.memory.buffer, 8 * round));
    }
    await pool.apply('grow', [1]);
    expect(await pool.map('place', views)).toEqual([8, 16, 24, 32]);
  });

  it('may have been there before the pool', async () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 20, shared: true });
    const view = new Uint8Array(memory.buffer, 24);
    memory.grow(1);
    expect(await openText(PLACES, { memory }).apply('place', [view])).toBe(24);
  });

  it('may come from another pool on the same memory', async () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 20, shared: true });
    const pools = [openText(PLACES, { memory }), openText(PLACES, { memory })];
    const arrays = pools.map((pool) => pool.sharedArray(Float64Array, 100));
    const places = arrays.map((array) => array.byteOffset);
    for (const pool of pools) expect(await pool.map('place', arrays)).toEqual(places);
    expect(places[1]! - places[0]!).toBeGreaterThanOrEqual(800);
  });
});
