import { describe, expect, it } from 'vitest';
import { CACHED_LENGTH, StringCache } from '../src/codec/string-cache.js';

const OFFSET = 3;

function memoryWith(text: string): DataView {
  const bytes = new Uint8Array(new SharedArrayBuffer(64)).fill(0xee);
  bytes.set(Buffer.from(text, 'latin1'), OFFSET);
  return new DataView(bytes.buffer);
}

describe('StringCache', () => {
  const lengths = Array.from({ length: CACHED_LENGTH }, (_, index) => index + 1);

  it.each(lengths)('reads a string of %d bytes, the first time and again', (length) => {
    const cache = new StringCache();
    const text = 'aé\0ÿ0123456789abcdef'.slice(0, length);
    expect(cache.read(memoryWith(text), OFFSET, length)).toBe(text);
    expect(cache.read(memoryWith(text), OFFSET, length)).toBe(text);
  });

  it('tells apart strings that differ in one byte or in length', () => {
    const cache = new StringCache();
    const base = 'a'.repeat(CACHED_LENGTH);
    const texts = lengths.flatMap((length) => [base.slice(0, length), ...variants(base.slice(0, length))]);
    for (const round of [1, 2]) {
      const read = texts.map((text) => cache.read(memoryWith(text), OFFSET, text.length));
      expect(read, `round ${round}`).toEqual(texts);
    }
  });

  it('reads thousands of strings that do not all find room', () => {
    const cache = new StringCache();
    const texts = Array.from({ length: 5_000 }, (_, index) => `key ${index}`);
    expect(texts.map((text) => cache.read(memoryWith(text), OFFSET, text.length))).toEqual(texts);
    expect(texts.map((text) => cache.read(memoryWith(text), OFFSET, text.length))).toEqual(texts);
  });

  it('keeps what it was told to make of a new string', () => {
    const made: string[] = [];
    const cache = new StringCache((text) => {
      made.push(text);
      return text;
    });
    for (const text of ['a', 'b', 'a', 'a']) cache.read(memoryWith(text), OFFSET, 1);
    expect(made).toEqual(['a', 'b']);
  });
});

function variants(text: string): string[] {
  return Array.from(text, (_, index) => `${text.slice(0, index)}b${text.slice(index + 1)}`);
}
