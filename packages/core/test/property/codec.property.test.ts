import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoundTrip } from '../round-trip.js';
import { assertSameClone } from '../same-clone.js';
import { anyValue } from './any-value.js';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`codec.property: RINGPOOL_SEED=${seed}`);

describe('a value that was encoded and decoded', () => {
  const roundTrip = new RoundTrip();

  it('is what structured clone makes of it', () => {
    const copiesAreSame = (value: unknown): void => assertSameClone(roundTrip.send(value), structuredClone(value));
    fc.assert(fc.property(anyValue, copiesAreSame), { seed, numRuns: 10_000 });
  });

  it('is the same when it has to move to other memory half-way', () => {
    const cramped = new RoundTrip(40);
    const copiesAreSame = (value: unknown): void => assertSameClone(cramped.send(value), structuredClone(value));
    fc.assert(fc.property(anyValue, copiesAreSame), { seed, numRuns: 1_000 });
  });

  it('keeps what several arguments share', () => {
    const property = (values: readonly unknown[]): void => {
      const args = [...values, ...values];
      assertSameClone(roundTrip.sendArguments(args), structuredClone(args));
    };
    fc.assert(fc.property(fc.array(anyValue, { maxLength: 3 }), property), { seed, numRuns: 500 });
  });
});

describe('the comparison these tests rest on', () => {
  const shared = { x: 1 };
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['a value', { a: 1 }, { a: 2 }],
    ['the sign of zero', [0], [-0]],
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a hole', Array(1), [undefined]],
    ['a missing property', { a: undefined }, {}],
    ['a class', new Map(), new Set()],
    ['a prototype', Object.create(null), {}],
    ['parts that are one', [shared, shared], [{ x: 1 }, { x: 1 }]],
    ['parts that are two', [{ x: 1 }, { x: 1 }], [shared, shared]],
    ['an attribute', Object.defineProperty({}, 'a', { value: 1 }), { a: 1 }],
    ['a byte', new Uint8Array([1, 2]), new Uint8Array([1, 3])],
    [
      'the order of entries',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
    ['a date', new Date(1), new Date(NaN)],
    ['the flags of an expression', /a/g, /a/],
    ['what is in a box', Object(1), Object(2)],
    ['whose buffer it is', bufferAndView(true), bufferAndView(false)],
    ['a message', new Error('a'), new Error('b')],
  ];

  it.each(pairs)('tells %s', (_, actual, expected) => {
    expect(() => assertSameClone(actual, expected)).toThrow('Expected the same');
    assertSameClone(expected, expected);
  });
});

function bufferAndView(isOne: boolean): readonly unknown[] {
  const buffer = new ArrayBuffer(4);
  return [buffer, new Uint8Array(isOne ? buffer : new ArrayBuffer(4))];
}
