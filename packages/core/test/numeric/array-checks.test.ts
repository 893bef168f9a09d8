import { describe, expect, it } from 'vitest';
import { checkInput, checkLength, checkOverlap, isShared, outputLike } from '../../src/numeric/array-checks.ts';
import { sharedArray } from '../../src/numeric/shared-array.ts';

describe('an input', () => {
  it('is a typed array, or an array of numbers, which becomes one', () => {
    const array = new Uint8Array(3);
    expect(checkInput(array)).toBe(array);
    expect(checkInput([1, -0, NaN])).toEqual(new Float64Array([1, -0, NaN]));
    expect(checkInput(new Float64Array(0))).toHaveLength(0);
  });

  const moved = new Float64Array(4);
  structuredClone(moved, { transfer: [moved.buffer] });

  it.each([
    ['nothing', undefined, 'got undefined'],
    ['a text', '12', 'got "12"'],
    ['an array-like', { length: 1, 0: 1 }, 'got an object'],
    ['a DataView', new DataView(new ArrayBuffer(8)), 'got a DataView: make a Uint8Array of it'],
    ['a Buffer', Buffer.from('abc'), 'got a Buffer: make a Uint8Array of it'],
    ['a buffer', new ArrayBuffer(8), 'got an object'],
    ['one that was moved away', moved, 'got one whose memory was moved away'],
    ['an array with a text', [1, '2'], 'got "2" at 1'],
    ['an array with a hole', Object.assign(new Array<number>(3), { 0: 1, 2: 3 }), 'got undefined at 1'],
    ['an array of big integers', [1n], 'got 1 at 0'],
  ])('is not %s', (_, value, text) => {
    expect(() => checkInput(value)).toThrow(TypeError);
    expect(() => checkInput(value)).toThrow(text);
  });
});

describe('an output', () => {
  it('is as long as the input', () => {
    const output = new Float32Array(3);
    expect(checkLength('output', output, 3)).toBe(output);
    expect(() => checkLength('output', output, 4)).toThrow('Expected `output` to have 4 elements, got 3.');
    expect(() => checkLength('output', [1, 2, 3], 3)).toThrow('to be a typed array, got an array');
    expect(() => checkLength('output', Buffer.alloc(3), 3)).toThrow('got a Buffer');
  });

  it('that is new is like the input, shared where that is', () => {
    class Measured extends Float32Array {}
    expect(outputLike(new Measured(3))).toEqual(new Float32Array(3));
    expect(isShared(outputLike(new Uint8Array(3)))).toBe(false);
    const output = outputLike(sharedArray(BigInt64Array, 3));
    expect(output).toEqual(new BigInt64Array(3));
    expect(isShared(output)).toBe(true);
  });

  it('lies apart from the input, or is it', () => {
    const whole = sharedArray(Float64Array, 10);
    expect(checkOverlap(whole.subarray(0, 5), whole.subarray(5), 0)).toBe(true);
    expect(checkOverlap(whole, sharedArray(Float64Array, 10), 3)).toBe(true);
    expect(checkOverlap(whole.subarray(2, 5), whole.subarray(2, 5), 0)).toBe(false);
    expect(checkOverlap(new Float64Array(whole.buffer as never, 8, 2), whole.subarray(1, 3), 0)).toBe(false);
  });

  it('is refused where it overlaps the input', () => {
    const whole = sharedArray(Float64Array, 10);
    expect(() => checkOverlap(whole.subarray(0, 5), whole.subarray(4, 9), 0)).toThrow('got one that overlaps it');
    const bits = new BigInt64Array(whole.buffer as never);
    expect(() => checkOverlap(whole, bits, 0)).toThrow('got one that overlaps it');
  });

  it('is refused where a retry would read what was written', () => {
    const shared = sharedArray(Float64Array, 10);
    const copied = new Float64Array(10);
    expect(() => checkOverlap(shared, shared, 1)).toThrow('as `retries` may run a block twice');
    expect(checkOverlap(copied, copied, 1)).toBe(false);
  });
});
