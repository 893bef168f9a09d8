import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SharedBufferTable, SharedRegistry } from '../src/transport/shared-registry.js';

describe('SharedRegistry', () => {
  it('gives a buffer the same number every time, and no other buffer that number', () => {
    const registry = new SharedRegistry(() => {});
    const [first, second] = [new SharedArrayBuffer(8), new SharedArrayBuffer(8)];
    const id = registry.idOf(first);
    expect(registry.idOf(second)).not.toBe(id);
    expect(registry.idOf(first)).toBe(id);
    expect(registry.bufferOf(id)).toBe(first);
  });

  it('refuses a number that it never gave', () => {
    expect(() => new SharedRegistry(() => {}).bufferOf(7)).toThrow(RangeError);
  });

  it('tells when a buffer was collected, and then refuses its number', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const forgotten: number[] = [];
    const registry = new SharedRegistry((id) => forgotten.push(id));
    const id = idOfNewBuffer(registry);
    while (forgotten.length === 0) {
      collectGarbage();
      await turnOfTheLoop();
    }
    expect(forgotten).toEqual([id]);
    expect(() => registry.bufferOf(id)).toThrow(RangeError);
  });
});

describe('SharedBufferTable', () => {
  it('finds what it was given', () => {
    const table = new SharedBufferTable();
    const buffer = new SharedArrayBuffer(8);
    table.add(5, buffer);
    expect(table.bufferOf(5)).toBe(buffer);
    expect(table.memoryOf(5)).toBe(buffer);
    expect(table.memoryOf(6)).toBeUndefined();
  });

  it('knows the number of a buffer that the record in hand names, until that is done', () => {
    const table = new SharedBufferTable();
    const buffer = new SharedArrayBuffer(8);
    table.add(5, buffer);
    expect([table.idOf(buffer), table.hasNamed]).toEqual([undefined, false]);
    table.memoryOf(5);
    expect(table.idOf(buffer)).toBeUndefined();
    table.bufferOf(5);
    expect([table.idOf(buffer), table.hasNamed]).toEqual([5, true]);
    table.recordDone();
    expect([table.idOf(buffer), table.hasNamed]).toEqual([undefined, false]);
  });

  it('knows no number of a buffer that it was not given', () => {
    expect(new SharedBufferTable().idOf(new SharedArrayBuffer(8))).toBeUndefined();
    expect(() => new SharedBufferTable().bufferOf(5)).toThrow(RangeError);
  });

  it('forgets', () => {
    const table = new SharedBufferTable();
    const buffer = new SharedArrayBuffer(8);
    table.add(5, buffer);
    table.forget(5);
    table.forget(6);
    expect(table.idOf(buffer)).toBeUndefined();
    expect(() => table.bufferOf(5)).toThrow(RangeError);
  });
});

/** In a frame of its own: a frame that waits may still hold what it no longer uses. */
function idOfNewBuffer(registry: SharedRegistry): number {
  return registry.idOf(new SharedArrayBuffer(8));
}
