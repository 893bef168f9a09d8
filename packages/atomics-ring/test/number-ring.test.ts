import { describe, expect, it } from 'vitest';
import { createNumberRing, NumberConsumer, NumberProducer, RingCorruptError, RingProducer } from '../src/index.js';

describe('createNumberRing', () => {
  it.each([0, -8, 3, 12, 1.5, Number.NaN, 2 ** 28, Infinity])('refuses %s slots', (slots) => {
    expect(() => createNumberRing({ slots })).toThrow(RangeError);
  });

  it.each([0.5, Number.NaN, Infinity])('refuses %s as the first position', (firstPosition) => {
    expect(() => createNumberRing({ slots: 4, firstPosition })).toThrow(RangeError);
  });

  it('says what it expected and what it got', () => {
    expect(() => createNumberRing({ slots: 3 })).toThrow(
      'Expected `slots` to be a power of two from 1 to 134217728, got 3.',
    );
  });

  it('gives shared memory of 8 bytes for each slot, behind the header', () => {
    const { buffer } = createNumberRing({ slots: 16 });
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(buffer.byteLength).toBe(640 + 16 * 8);
  });

  it('makes rings that only number producers and consumers take', () => {
    const { buffer } = createNumberRing({ slots: 64 });
    expect(new NumberProducer(buffer).slots).toBe(64);
    expect(new NumberConsumer(buffer).slots).toBe(64);
    expect(() => new RingProducer(buffer)).toThrow(RingCorruptError);
  });
});
