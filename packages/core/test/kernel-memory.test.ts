import { expect, it } from 'vitest';
import { KernelMemory } from '../src/wasm/kernel-memory.js';
import type { WasmMemory } from '../src/wasm/webassembly.js';

type MemoryConstructor = new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: MemoryConstructor } }).WebAssembly;

const PAGE = 65_536;

function fresh(maximum = 10): KernelMemory {
  return new KernelMemory(new Memory({ initial: 1, maximum, shared: true }));
}

it('gives out room behind what there was, at cache lines, page by page', () => {
  const memory = fresh();
  expect([100, 1, 0, 64].map((bytes) => memory.allocate(bytes).byteOffset)).toEqual([
    PAGE,
    PAGE + 128,
    PAGE + 192,
    PAGE + 192,
  ]);
  expect(memory.memory.buffer.byteLength).toBe(2 * PAGE);
});

it('uses up a page that it goes on from', () => {
  const memory = fresh();
  memory.allocate(PAGE - 64);
  expect(memory.allocate(PAGE).byteOffset).toBe(2 * PAGE - 64);
});

it('goes on elsewhere when somebody else has grown the memory meanwhile', () => {
  const memory = fresh();
  memory.allocate(64);
  memory.memory.grow(1);
  expect(memory.allocate(PAGE).byteOffset).toBe(3 * PAGE);
  expect(memory.allocate(64).byteOffset).toBe(4 * PAGE);
});

it('knows its buffers, those from before it grew too, and no other', () => {
  const memory = fresh();
  const before = memory.memory.buffer;
  const { buffer } = memory.allocate(PAGE);
  memory.memory.grow(1);
  expect([before, buffer, memory.memory.buffer].map((each) => memory.owns(each))).toEqual([true, true, true]);
  expect(before).not.toBe(buffer);
  expect(memory.owns(new SharedArrayBuffer(8))).toBe(false);
  expect(memory.owns(fresh().memory.buffer)).toBe(false);
});

it('says how large it is when there is no more to be had', () => {
  const memory = fresh(2);
  expect(() => memory.allocate(PAGE + 1)).toThrow(
    `Expected room for ${PAGE + 1} more bytes in the memory of the kernels, which has ${PAGE}; got none`,
  );
  expect(memory.allocate(PAGE).byteOffset).toBe(PAGE);
});
