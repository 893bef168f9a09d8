import { describe, expect, it } from 'vitest';
import { splitSegments } from '../src/wasm/data-segments.js';
import { assembled } from './assembled.ts';

/** The types of Node do not tell of WebAssembly. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Record<string, (...args: unknown[]) => unknown> };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

/** An instance of a binary on a memory of its own. */
function instantiate(bytes: Uint8Array) {
  const memory = new wasm.Memory({ initial: 2 });
  const { exports } = new wasm.Instance(new wasm.Module(bytes), { env: { memory } });
  return { exports, written: new Uint8Array(memory.buffer) };
}

function withMemory(text: string): Uint8Array {
  return assembled(`(module (import "env" "memory" (memory 2)) ${text})`);
}

describe('splitSegments', () => {
  it('tells what each instance would write, and makes a module whose instances write nothing', () => {
    const binary = withMemory('(data (i32.const 8) "abc") (data (i32.const 100000) "d") (func (export "f"))');
    const { bytes, segments } = splitSegments(binary);
    const expected = instantiate(binary).written;
    const there = new Uint8Array(expected.length);
    for (const segment of segments) there.set(segment.bytes, segment.offset);
    expect(Buffer.compare(there, expected)).toBe(0);
    const split = instantiate(bytes);
    expect(split.written.every((byte) => byte === 0)).toBe(true);
    expect(Object.keys(split.exports)).toEqual(['f']);
  });

  it('leaves the numbers of segments as they are, for those who copy them', () => {
    const binary = withMemory(`
      (data (i32.const 8) "abc") (data $later "xyz")
      (func (export "copy") (memory.init $later (i32.const 64) (i32.const 0) (i32.const 3)))`);
    const { bytes, segments } = splitSegments(binary);
    expect(segments.map(({ offset }) => offset)).toEqual([8]);
    const { exports, written } = instantiate(bytes);
    exports['copy']!();
    expect(Buffer.from(written.subarray(64, 67)).toString()).toBe('xyz');
  });

  it('takes long segments, and places up to the last address', () => {
    const binary = withMemory(`(data (i32.const -16) "end") (data (i32.const 63) "${'x'.repeat(20_000)}")`);
    const { bytes, segments } = splitSegments(binary);
    expect(segments.map(({ offset, bytes: data }) => [offset, data.length])).toEqual([
      [2 ** 32 - 16, 3],
      [63, 20_000],
    ]);
    expect(instantiate(bytes).written.every((byte) => byte === 0)).toBe(true);
  });

  it('gives a module back as it is where nothing would be written', () => {
    for (const binary of [withMemory(''), withMemory('(data $passive "abc")')]) {
      expect(splitSegments(binary)).toEqual({ bytes: binary, segments: [] });
      expect(splitSegments(binary).bytes).toBe(binary);
    }
  });

  it.each([
    ['that an import tells', '(import "env" "base" (global $base i32))', '(global.get $base)'],
    ['that has to be computed', '', '(offset (i32.add (i32.const 8) (i32.const 8)))'],
  ])('refuses an offset %s', (_, imported, offset) => {
    const binary = assembled(`(module ${imported} (import "env" "memory" (memory 2)) (data ${offset} "x"))`);
    expect(() => splitSegments(binary)).toThrow(TypeError);
    expect(() => splitSegments(binary)).toThrow('got one whose offset is not one constant.');
  });
});
