import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip.js';

describe('a program that spoils the methods of arrays', () => {
  const names = [
    'push',
    'map',
    'forEach',
    'filter',
    'some',
    'includes',
    'splice',
    'join',
    'indexOf',
    'concat',
  ] as const;

  it('spoils no message', () => {
    const roundTrip = new RoundTrip();
    const error = Object.assign(new TypeError('x', { cause: new Error('y') }), { code: 'E', callback: () => {} });
    const value = [
      { a: [1, 'x', 1.5] },
      new Map([[1, { b: 2 }]]),
      new Set(['c']),
      new Uint8Array([1]),
      error,
      Object(1),
    ];
    const args = [1, value, Array.from({ length: 100 }, (_, index) => ({ index }))];
    const { prototype } = Array;
    const saved = Object.getOwnPropertyDescriptors(prototype) as unknown as PropertyDescriptorMap;
    const spoiled = (): never => {
      throw new Error('spoiled');
    };
    for (const name of names) prototype[name] = spoiled as never;
    prototype[Symbol.iterator] = spoiled;
    let received: unknown[];
    try {
      received = roundTrip.sendArguments(args);
    } finally {
      Object.defineProperties(prototype, saved);
    }
    expect(received[1]).toEqual([
      ...value.slice(0, 4),
      expect.objectContaining({ code: 'E', name: 'TypeError' }),
      value[5],
    ]);
    expect([received[0], received[2]]).toEqual([args[0], args[2]]);
  });
});
