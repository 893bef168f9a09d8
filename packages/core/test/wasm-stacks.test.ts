import { afterEach, describe, expect, it } from 'vitest';
import type { WasmPool } from '../dist/wasm/index.js';
import { KernelMemory } from '../src/wasm/kernel-memory.ts';
import { KernelSource } from '../src/wasm/kernel-source.ts';
import { assembled, KERNELS_WASM } from './assembled.ts';
import { openKernels, openText, wasm } from './open-kernels.ts';
import { terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

const PAGE = 65_536;

const STACKED = assembled(`(module
  (import "env" "memory" (memory 1 20 shared))
  (global $pointer (export "__stack_pointer") (mut i32) (i32.const 4096))
  (func (export "pointer") (result i32) (global.get $pointer))
  (func (export "spin") (loop $again (br $again)))
  (func (export "trapDeep")
    (global.set $pointer (i32.sub (global.get $pointer) (i32.const 1024)))
    (unreachable)))`);

describe('a stack in the memory', () => {
  it('loses nothing to traps', async () => {
    const pool = openKernels({ workers: 1 }, STACKED);
    const before = await pool.apply('pointer');
    const settled = await pool.mapSettled(
      'trapDeep',
      Array.from({ length: 100 }, () => []),
    );
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await pool.apply('pointer')).toBe(before);
  });

  it('is one for each worker, and no part of any array', async () => {
    const pool = openKernels({ workers: 3 }, STACKED);
    const array = pool.sharedArray(Uint8Array, 10);
    const pointers = (await pool.broadcast('pointer')) as number[];
    expect(pointers.map((pointer) => pointer - pointers[0]!)).toEqual([0, 65_536, 131_072]);
    expect(pointers[0]! - 65_536).toBeGreaterThanOrEqual(65_536);
    expect(array.byteOffset).toBeGreaterThanOrEqual(pointers[2]!);
  });

  it('is as large as the option says', async () => {
    const pool = openKernels({ workers: 2, stackBytes: 262_144 }, STACKED);
    const pointers = (await pool.broadcast('pointer')) as number[];
    expect(pointers).toEqual([PAGE + 262_144, PAGE + 2 * 262_144]);
    expect(pool.sharedArray(Uint8Array, 1).byteOffset).toBeGreaterThanOrEqual(pointers[1]!);
  });

  it('needs room for all workers at once', () => {
    expect(() => openKernels({ workers: 2, stackBytes: 10 * PAGE }, STACKED)).toThrow(
      `Expected room for ${20 * PAGE} more bytes in the memory of the kernels`,
    );
  });

  it('is the same for workers that replace each other', async () => {
    const pool = openKernels({ workers: 1, maxTasksPerWorker: 1 }, STACKED);
    const pointers = [await pool.apply('pointer'), await pool.apply('pointer'), await pool.apply('pointer')];
    expect(new Set(pointers).size).toBe(1);
  });

  it('is not that of a thread whose end nobody has heard of', async () => {
    const pool = openKernels({ workers: 1 }, STACKED);
    const first = await pool.apply('pointer');
    const stopped = rejection(pool.apply('spin', [], { timeoutMs: 20 }));
    // While this thread blocks it hears no news of the one that is ended, and gives its place to another.
    const second = pool.applySync('pointer');
    expect(second).not.toBe(first);
    expect(await stopped).toBeInstanceOf(Error);
  });
});

describe('the option `stackBytes`', () => {
  it.each([
    [1000, RangeError, 'Expected `stackBytes` to be an integer from 1024 to 1073741824, got 1000.'],
    [1040.5, RangeError, 'got 1040.5.'],
    [1032, RangeError, 'Expected `stackBytes` to be a multiple of 16, got 1032.'],
    ['1024', TypeError, 'Expected `stackBytes` to be a number, got "1024".'],
  ])('is refused where it is %s', (stackBytes, errorClass, message) => {
    const open = (): WasmPool => openKernels({ stackBytes: stackBytes as number }, STACKED);
    expect(open).toThrow(errorClass);
    expect(open).toThrow(message);
  });

  it('is of use for modules with a stack alone', () => {
    expect(() => openKernels({ stackBytes: 2048 }, KERNELS_WASM)).toThrow(
      'Expected a module that exports `__stack_pointer`, to give it stacks of `stackBytes`, got one that does not.',
    );
    const own = '(module (memory 1) (global (export "__stack_pointer") (mut i32) (i32.const 4096)))';
    expect(() => openText(own, { stackBytes: 2048 })).toThrow('got one that imports none, and the option `stackBytes`');
  });
});

describe('thread-local variables', () => {
  /** What the linker of LLVM makes of one variable that is 5 at first. */
  const text = (extra = ''): string => `(module
    (import "env" "memory" (memory 1 20 shared))
    (global $pointer (export "__stack_pointer") (mut i32) (i32.const 4096))
    (global $base (mut i32) (i32.const 0))
    (global (export "__tls_align") i32 (i32.const 64))
    ${extra}
    (data $locals "\\05\\00\\00\\00")
    (func (export "__wasm_init_tls") (param $place i32)
      (global.set $base (local.get $place))
      (memory.init $locals (local.get $place) (i32.const 0) (i32.const 4)))
    (func (export "place") (result i32) (global.get $base))
    (func (export "pointer") (result i32) (global.get $pointer))
    (func (export "count") (result i32)
      (i32.store (global.get $base) (i32.add (i32.load (global.get $base)) (i32.const 1)))
      (i32.load (global.get $base))))`;
  const size = (bytes: number): string => `(global (export "__tls_size") i32 (i32.const ${bytes}))`;

  it('are those of each worker, above its stack', async () => {
    const pool = openText(text(size(4)), { workers: 2, stackBytes: 4096 });
    expect(await pool.broadcast('count')).toEqual([6, 6]);
    expect(await pool.broadcast('count')).toEqual([7, 7]);
    expect(await pool.broadcast('place')).toEqual([PAGE + 4096 - 64, PAGE + 2 * 4096 - 64]);
    expect(await pool.broadcast('pointer')).toEqual(await pool.broadcast('place'));
  });

  it('must fit', async () => {
    const error = (await rejection(openText(text(size(5000)), { stackBytes: 4096 }).ready())) as Error;
    expect(error.message).toContain('Expected `stackBytes` of more than 5000, for thread-local variables, got 4096.');
  });

  it('must be as large as the module says', async () => {
    const error = (await rejection(openText(text()).ready())) as Error;
    expect(error.message).toContain('Expected a module that exports `__wasm_init_tls` to export `__tls_size` too');
  });
});

describe('the source of workers', () => {
  const memory = (): KernelMemory => new KernelMemory(new wasm.Memory({ initial: 1, maximum: 20, shared: true }));
  const boot = { module: {}, memory: undefined, imports: undefined };

  it('gives a stack to nobody else before the thread that has it has ended', () => {
    const source = new KernelSource(boot, memory(), 1024);
    source.reserve(1);
    const [lost, next, last] = [{}, {}, {}];
    const { stack } = source.bootFor(lost);
    expect(stack).toEqual({ byteOffset: PAGE, byteLength: 1024 });
    expect(source.bootFor(next).stack).toEqual({ byteOffset: PAGE + 1024, byteLength: 1024 });
    source.ended(lost);
    source.ended(lost);
    expect(source.bootFor(last).stack).toBe(stack);
    expect(source.bootFor({}).stack).not.toBe(stack);
  });

  it('gives none where the module shows none', () => {
    const source = new KernelSource(boot, memory());
    source.reserve(3);
    expect(source.bootFor({}).stack).toBeUndefined();
    expect(new KernelSource(boot).owns(new SharedArrayBuffer(PAGE))).toBe(false);
  });
});
