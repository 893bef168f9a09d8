import { describe, expect, it } from 'vitest';
import { createRing, RingConsumer, RingProducer } from '../src/index.js';

describe('createRing', () => {
  it.each([0, 16, 31, 33, 48, -64, 1.5, Number.NaN, Infinity, 2 ** 31])(
    'refuses a capacity of %s bytes',
    (capacityBytes) => {
      expect(() => createRing({ capacityBytes })).toThrow(
        `Expected \`capacityBytes\` to be a power of two from 32 to 1073741824, got ${capacityBytes}.`,
      );
    },
  );

  it.each([4, 0.5, Number.NaN, Infinity])('refuses %s as the first position', (firstPosition) => {
    expect(() => createRing({ capacityBytes: 64, firstPosition })).toThrow(RangeError);
  });

  it('gives shared memory of that capacity, behind the header', () => {
    const { buffer } = createRing({ capacityBytes: 1024 });
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(buffer.byteLength).toBe(640 + 1024);
    expect(new RingProducer(buffer).capacityBytes).toBe(1024);
    expect(new RingConsumer(buffer).capacityBytes).toBe(1024);
  });

  it('makes a ring whose positions start where they were asked to', () => {
    const { buffer } = createRing({ capacityBytes: 64, firstPosition: 2 ** 32 - 8 });
    expect(new RingProducer(buffer).writePosition).toBe(-8);
  });
});
