import { expect, it } from 'vitest';
import { memoryImport } from '../src/wasm/memory-import.js';
import { assembled } from './assembled.ts';

function limitsIn(text: string) {
  return memoryImport(assembled(`(module ${text})`));
}

it('finds the limits of a shared memory', () => {
  expect(limitsIn('(import "env" "memory" (memory 2 65536 shared))')).toEqual({
    initial: 2,
    maximum: 65_536,
    isShared: true,
    is64Bit: false,
  });
});

it('finds those of a memory for one thread', () => {
  expect(limitsIn('(import "a" "b" (memory 300))')).toMatchObject({
    initial: 300,
    maximum: undefined,
    isShared: false,
  });
  expect(limitsIn('(import "a" "b" (memory 0 7))')).toMatchObject({ initial: 0, maximum: 7, isShared: false });
});

it('finds a memory behind imports of all other kinds', () => {
  const others = [
    '(import "a long name" "f" (func (param i32 f64) (result i64)))',
    '(import "m" "t" (table 1 200 funcref))',
    '(import "m" "u" (table 1 externref))',
    '(import "m" "g" (global (mut f64)))',
    '(import "m" "h" (global externref))',
  ];
  expect(limitsIn(`${others.join('\n')} (import "m" "memory" (memory 3 4 shared))`)).toMatchObject({ initial: 3 });
});

it('finds none where none is imported', () => {
  expect(limitsIn('')).toBeUndefined();
  expect(limitsIn('(memory 1)')).toBeUndefined();
  expect(limitsIn('(import "m" "f" (func))')).toBeUndefined();
});

// The assembler does not know tags nor numbered types: an import section alone, written by hand.
it('passes by tags and tables of references to numbered types', () => {
  const imports = [
    [1, 0x61, 1, 0x62, 4, 0, 0],
    [1, 0x61, 1, 0x63, 1, 0x64, 0x05, 0, 1],
    [1, 0x61, 1, 0x64, 2, 3, 9, 0x80, 1],
  ];
  const content = [imports.length, ...imports.flat()];
  const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, content.length, ...content);
  expect(memoryImport(bytes)).toEqual({ initial: 9, maximum: 128, isShared: true, is64Bit: false });
});

it('says where a binary ends too early', () => {
  expect(() => memoryImport(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, 9, 1))).toThrow(RangeError);
});
