import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { sharedArray } from '../dist/index.js';
import { WasmPool } from '../dist/wasm/index.js';
import { assembled, KERNELS_WASM } from './assembled.ts';
import { counted, openKernels, openText, wasm } from './open-kernels.ts';
import { terminateOpenPools, watched } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

describe('a task', () => {
  it('takes numbers and gives a number', async () => {
    const pool = openKernels();
    expect(await pool.apply('add', [0.5, 2])).toBe(2.5);
    expect(
      await pool.starmap('add', [
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([3, 7]);
    expect(pool.applySync('add', [1, 1])).toBe(2);
  });

  it('takes and gives bigints for integers of 64 bits, and gives several results as an array', async () => {
    const pool = openKernels();
    expect(await pool.map('increment', [1n, 2n ** 62n])).toEqual([2n, 2n ** 62n + 1n]);
    expect(await pool.apply('pair', [7])).toEqual([7, 8]);
    expect(await pool.apply('storeStatic', [7])).toBeUndefined();
  });

  it('takes arrays in the memory for their byte offsets', async () => {
    const pool = openKernels();
    const arrays = [pool.sharedArray(Float64Array, 10), pool.sharedArray(Uint8Array, 3)];
    expect(await pool.map('place', arrays)).toEqual(arrays.map((array) => array.byteOffset));
    expect(await pool.apply('place', [arrays[0]!.subarray(2)])).toBe(arrays[0]!.byteOffset + 16);
  });

  it('rejects with the trap it ended in, and the worker goes on', async () => {
    const pool = openKernels({ workers: 1 });
    const error = await rejection(pool.apply('trap'));
    expect(error).toBeInstanceOf(wasm.RuntimeError);
    expect(error).toMatchObject({ name: 'RuntimeError', message: 'unreachable' });
    expect(await pool.apply('add', [1, 2])).toBe(3);
    expect(pool.stats().restarts).toBe(0);
  });

  it('is refused with another number of arguments than it has', async () => {
    const error = await rejection(openKernels().apply('add', [1]));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'Expected 2 arguments for `add`, got 1.' });
  });

  it.each([['1'], [{}], [null], [true]])('is refused with the argument %o', async (value) => {
    const error = await rejection(openKernels().apply('place', [value]));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(
      /^Expected argument 0 of `place` to be a number, a bigint or a typed array/,
    );
  });

  it('is refused with an array that lies elsewhere, shared or not', async () => {
    const pool = openKernels();
    const elsewhere = openKernels().sharedArray(Float64Array, 4);
    for (const array of [new Float64Array(4), sharedArray(Float64Array, 4), elsewhere]) {
      const error = await rejection(pool.apply('place', [array]));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain('to lie in the memory of the kernels');
    }
  });

  it('may have any name', async () => {
    const names = ['then', '__proto__', 'constructor', 'default', ''];
    const exports = names.map((name, index) => `(func (export "${name}") (result i32) (i32.const ${index}))`);
    const pool = openText(`(module ${exports.join(' ')})`);
    for (const [index, name] of names.entries()) expect(await pool.apply(name)).toBe(index);
  });

  it('that throws an exception of WebAssembly rejects with an error', async () => {
    const pool = openText(
      '(module (tag $tag (param i32)) (func (export "throw") (throw $tag (i32.const 3))) (func (export "one") (result i32) (i32.const 1)))',
    );
    const error = await rejection(pool.apply('throw'));
    expect(error).toBeInstanceOf(wasm.RuntimeError);
    expect((error as Error).message).toBe(
      'Expected `throw` to catch its exceptions, got one of WebAssembly that it did not.',
    );
    expect(await pool.apply('one')).toBe(1);
  });

  it('that no module exports is refused with the list of those it does', async () => {
    const binary = assembled(
      '(module (func (export "one") (result i32) (i32.const 1)) (global (export "g") i32 (i32.const 1)))',
    );
    expect(await rejection(openKernels({}, binary).apply('two'))).toMatchObject({ available: ['one'] });
  });
});

describe('numeric calls', () => {
  it('run a kernel over a range', async () => {
    const pool = openKernels();
    const x = pool.sharedArray(Float64Array, counted(1000));
    const y = pool.sharedArray(Float64Array, 1000);
    await pool.parallelFor('axpy', { end: 1000, grain: 100 }, [2, x, y]);
    expect([...y]).toEqual(counted(1000).map((value) => 2 * value));
  });

  it('tell the range of a block that trapped', async () => {
    const error = await rejection(openKernels().parallelFor('trapAt', { end: 100, grain: 10 }, [37]));
    expect(error).toBeInstanceOf(wasm.RuntimeError);
    expect(error).toMatchObject({ blockRange: { begin: 30, end: 40 }, taskIndex: 3 });
  });

  it('give a kernel a block by its place and its length', async () => {
    const pool = openKernels();
    const input = pool.sharedArray(Float64Array, counted(1000));
    const output = pool.sharedArray(Float64Array, 1000);
    expect(await pool.mapBlocks('addIndex', input, { output, grain: 64 })).toBe(output);
    expect([...output]).toEqual(counted(1000).map((value) => 2 * value));
    expect(await pool.reduce('sum', input, { combine: 'add', grain: 64 })).toBe(499_500);
    const totals = await pool.scan('runningTotal', input, { combine: 'add', output, grain: 64 });
    expect(Array.from(totals)).toEqual(counted(1000).map((value) => (value * (value + 1)) / 2));
  });
});

describe('sharedArray', () => {
  it('begins at cache lines, holds zeros or the values, and never overlaps another', async () => {
    const pool = openKernels();
    const arrays = [1, 63, 64, 65, 70_000].map((length) => pool.sharedArray(Uint8Array, length));
    expect(arrays.map(({ byteOffset }) => byteOffset % 64)).toEqual([0, 0, 0, 0, 0]);
    arrays.forEach((array, index) => array.fill(index + 1));
    expect(arrays.every((array, index) => array.every((byte) => byte === index + 1))).toBe(true);
    expect([...pool.sharedArray(Float32Array, [0.5, 1])]).toEqual([0.5, 1]);
  });

  it('lies behind all that the module has declared', () => {
    expect(openKernels().sharedArray(Uint8Array, 1).byteOffset).toBeGreaterThanOrEqual(65_536);
  });

  it('keeps arrays good when it grows, here and in workers that run already', async () => {
    const pool = openKernels({ workers: 1 });
    const first = pool.sharedArray(Float64Array, [1, 2, 3]);
    await pool.ready();
    const second = pool.sharedArray(Uint8Array, 1_000_000);
    second.fill(9);
    await pool.apply('clear', [second, second.length]);
    expect(second.every((byte) => byte === 0)).toBe(true);
    await pool.parallelFor('axpy', { end: 3 }, [1, first, first]);
    expect([...first]).toEqual([2, 4, 6]);
  });

  it('is refused beyond the maximum of the module, and what was there stays', () => {
    const pool = openKernels();
    const kept = pool.sharedArray(Uint8Array, [7]);
    expect(() => pool.sharedArray(Uint8Array, 200 * 65_536)).toThrow(RangeError);
    expect(() => pool.sharedArray(Uint8Array, 200 * 65_536)).toThrow(/in the memory of the kernels/);
    expect(pool.sharedArray(Uint8Array, 1).byteOffset).toBe(kept.byteOffset + 64);
  });

  it('refuses what `sharedArray` of the main entry refuses', () => {
    const pool = openKernels();
    expect(() => pool.sharedArray(Array as never, 1)).toThrow("Expected a typed array's class");
    expect(() => pool.sharedArray(Float64Array, -1)).toThrow(RangeError);
  });

  it('needs a module that imports its memory', () => {
    const pool = openKernels({}, assembled('(module)'));
    expect(() => pool.sharedArray(Float64Array, 1)).toThrow('Expected a module that imports its memory');
    expect(() => pool.memory).toThrow(TypeError);
  });
});

describe('static data', () => {
  it('is there before the first task, and is not written again by workers that start later', async () => {
    const pool = openKernels({ workers: 1, maxTasksPerWorker: 2 });
    expect(await pool.apply('loadStatic')).toBe(7);
    await pool.apply('storeStatic', [8]);
    expect(await pool.apply('loadStatic')).toBe(8);
    expect(await pool.apply('loadStatic')).toBe(8);
  });

  it('would be written again by instances of the binary as it was given', () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 200, shared: true });
    const instance = new wasm.Instance(new wasm.Module(KERNELS_WASM), { env: { memory } });
    instance.exports['storeStatic']!(8);
    const later = new wasm.Instance(new wasm.Module(KERNELS_WASM), { env: { memory } });
    expect(later).toBeInstanceOf(wasm.Instance);
    expect(instance.exports['loadStatic']!()).toBe(7);
  });

  it('must lie in the memory', () => {
    const binary = assembled('(module (import "env" "memory" (memory 1 2 shared)) (data (i32.const 65534) "abc"))');
    expect(() => openKernels({}, binary)).toThrow(
      'Expected data within the memory of the kernels, which has 65536 bytes, got a segment from 65534 to 65537.',
    );
  });

  it('must have a constant place', () => {
    const binary = assembled(
      '(module (import "env" "base" (global $base i32)) (import "env" "memory" (memory 1 2 shared)) (data (global.get $base) "x"))',
    );
    const imports = new URL('./fixtures/kernels.mjs', import.meta.url);
    expect(() => new WasmPool(binary, { imports })).toThrow('Expected data segments at constant places');
  });
});

describe('a worker that dies', () => {
  const IMPORTS = new URL('./fixtures/wasm-imports.mjs', import.meta.url);
  const MORTAL = assembled(`(module
    (import "env" "memory" (memory 1 10 shared))
    (import "env" "exit" (func $exit (param i32)))
    (data (i32.const 8) "\\2a")
    (func (export "die") (param $array i32)
      (i32.store (local.get $array) (i32.const 5)) (i32.store (i32.const 8) (i32.const 6)) (call $exit (i32.const 3)))
    (func (export "load") (param $place i32) (result i32) (i32.load (local.get $place))))`);

  it('leaves the memory as it was, and its replacement goes on with it', async () => {
    const pool = openKernels({ workers: 1, imports: IMPORTS }, MORTAL);
    const array = pool.sharedArray(Int32Array, [1]);
    expect(await pool.apply('load', [8])).toBe(42);
    expect(await rejection(pool.apply('die', [array]))).toMatchObject({ code: 'ERR_WORKER_LOST', exitCode: 3 });
    expect(await pool.apply('load', [array])).toBe(5);
    expect(await pool.apply('load', [8])).toBe(6);
    expect([...array]).toEqual([5]);
  });

  it('may be one that was stopped in an endless loop', async () => {
    const pool = openKernels({ workers: 1 });
    expect(await rejection(pool.apply('spin', [], { timeoutMs: 50 }))).toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
    expect(await pool.apply('add', [1, 2])).toBe(3);
  });
});

describe('a module', () => {
  it('may be a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringpool-wasm-'));
    try {
      const file = join(folder, 'kernels.wasm');
      writeFileSync(file, KERNELS_WASM);
      const pool = watched(new WasmPool(pathToFileURL(file), { workers: 1 }));
      expect(await pool.apply('add', [1, 2])).toBe(3);
      expect(inspect(pool)).toContain('kernels.wasm');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('may be compiled already, with a memory', async () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 200, shared: true });
    const pool = watched(new WasmPool(new wasm.Module(KERNELS_WASM), { workers: 1, memory }));
    expect(await pool.apply('place', [new Uint8Array(memory.buffer, 100)])).toBe(100);
    expect(pool.memory).toBe(memory);
    expect(() => new WasmPool(new wasm.Module(KERNELS_WASM))).toThrow('Expected the option `memory`');
  });

  it('may have a memory of its own, or none, and then takes numbers', async () => {
    const binary = assembled('(module (memory (export "memory") 1) (func (export "one") (result i32) (i32.const 1)))');
    expect(await openKernels({}, binary).apply('one')).toBe(1);
  });

  it('can be called here too, on the same memory', async () => {
    const pool = openKernels({ workers: 1 });
    const y = pool.sharedArray(Float64Array, [1, 2]);
    const here = new wasm.Instance(pool.module, { env: { memory: pool.memory } });
    here.exports['axpy']!(0, 2, 1, y.byteOffset, y.byteOffset);
    await pool.parallelFor('axpy', { end: 2 }, [1, y, y]);
    expect([...y]).toEqual([4, 8]);
  });

  it('is a copy: what becomes of the bytes later does not matter', async () => {
    const bytes = KERNELS_WASM.slice();
    const pool = openKernels({ workers: 1 }, bytes);
    bytes.fill(0);
    expect(await pool.apply('add', [1, 2])).toBe(3);
  });

  it.each([
    [
      'a memory of its own kind',
      '(module (import "env" "memory" (memory 1 2)))',
      'Expected a module that imports a shared memory',
    ],
    [
      'functions that nobody gives',
      '(module (import "env" "f" (func)) (import "m" "g" (func)))',
      '(`env.f`, `m.g`), got none.',
    ],
  ])('that imports %s is refused', (_, text, message) => {
    expect(() => new WasmPool(assembled(text))).toThrow(message);
  });

  it('whose start function traps does not start', async () => {
    const error = await rejection(openText('(module (func $start (unreachable)) (start $start))').ready());
    expect(error).toMatchObject({ code: 'ERR_INITIALIZER_FAILED', cause: { name: 'RuntimeError' } });
  });

  it('whose imports do not fit does not start', async () => {
    const pool = openKernels(
      { imports: new URL('./fixtures/wasm-imports.mjs', import.meta.url) },
      assembled('(module (import "env" "nothing" (func)))'),
    );
    const error = (await rejection(pool.ready())) as Error;
    expect(error).toMatchObject({ code: 'ERR_INITIALIZER_FAILED', cause: { name: 'LinkError' } });
  });

  it('that is none is refused', () => {
    expect(() => new WasmPool(Uint8Array.of(1, 2, 3))).toThrow(wasm.CompileError);
    expect(() => new WasmPool('kernels.wasm' as never)).toThrow('Expected `module` to be a WebAssembly.Module');
    expect(() => new WasmPool(new URL('./nothing.wasm', import.meta.url))).toThrow(/ENOENT/);
  });
});

describe('the options', () => {
  it('are those of any pool, and three more', () => {
    expect(() => openKernels({ workers: 0 })).toThrow(RangeError);
    expect(() => openKernels({ worker: 1 } as never)).toThrow('got `worker`');
    expect(() => new WasmPool(KERNELS_WASM, null as never)).toThrow('Expected `options` to be an object, got null.');
  });

  it('take a memory that is shared, for a module that imports one', () => {
    const unshared = new wasm.Memory({ initial: 1, maximum: 200 });
    for (const memory of [unshared, {}, new SharedArrayBuffer(65_536)]) {
      expect(() => openKernels({ memory: memory as never })).toThrow(
        'Expected `memory` to be a shared WebAssembly.Memory',
      );
    }
    const memory = new wasm.Memory({ initial: 1, maximum: 2, shared: true });
    expect(() => openKernels({ memory }, assembled('(module)'))).toThrow(
      'got one that imports none, and the option `memory`',
    );
  });

  it('name an initializer among the exports', async () => {
    const pool = openKernels({ workers: 1, initializer: 'storeStatic', initargs: [9] });
    expect(await pool.apply('loadStatic')).toBe(9);
  });
});
