import { expect, it } from 'vitest';
import { isSameMemory } from '../src/wasm/same-memory.ts';
import { wasm } from './open-kernels.ts';

const PAGE = 65_536;

function memory(): InstanceType<typeof wasm.Memory> {
  return new wasm.Memory({ initial: 1, maximum: 10, shared: true });
}

/** Waits at the first word of a buffer. Gives what it answers once it is woken. */
function waiter(buffer: SharedArrayBuffer): Promise<string> {
  type Wait = (words: Int32Array, index: number, value: number) => { readonly value: Promise<string> };
  const { waitAsync } = Atomics as unknown as { readonly waitAsync: Wait };
  return waitAsync(new Int32Array(buffer), 0, 0).value;
}

it('tells buffers over one memory, however often it grew', () => {
  const grown = memory();
  const buffers = [grown.buffer];
  for (const pages of [1, 0, 3]) {
    grown.grow(pages);
    buffers.push(grown.buffer);
  }
  expect(new Set(buffers).size).toBe(4);
  for (const one of buffers) for (const other of buffers) expect(isSameMemory(one, other)).toBe(true);
});

it('tells buffers over different memories, alike as they are', () => {
  const [one, other] = [memory().buffer, memory().buffer];
  expect(isSameMemory(one, other)).toBe(false);
  expect(isSameMemory(one, new SharedArrayBuffer(PAGE))).toBe(false);
  expect(isSameMemory(one, new ArrayBuffer(PAGE))).toBe(false);
  expect(isSameMemory(one, new SharedArrayBuffer(0))).toBe(false);
});

it('is not deceived by others who wait', async () => {
  const [one, other] = [memory().buffer, memory().buffer];
  const waiters = [waiter(one), waiter(other)];
  expect(isSameMemory(one, other)).toBe(false);
  expect(await Promise.all(waiters)).toEqual(['ok', 'ok']);
});

it('writes nothing', () => {
  const grown = memory();
  const before = grown.buffer;
  new Int32Array(before)[0] = 7;
  grown.grow(1);
  expect(isSameMemory(before, grown.buffer)).toBe(true);
  expect(new Int32Array(before)[0]).toBe(7);
});
