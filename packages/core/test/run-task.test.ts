import { describe, expect, it } from 'vitest';
import { isThenable, run } from '../src/worker/run-task.ts';

describe('calling a function', () => {
  it.each([0, 1, 2, 3, 10])('hands over %d arguments', (count) => {
    const args = Array.from({ length: count }, (_, index) => index);
    expect(run((...given) => given, args)).toEqual(args);
  });

  it('gives no receiver', () => {
    const receivers: unknown[] = [];
    function task(this: unknown): void {
      receivers.push(this);
    }
    for (const count of [0, 1, 2, 3]) run(task, Array.from({ length: count }));
    expect(receivers).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('gives a missing argument no value of its own', () => {
    expect(run((...args) => args.length, [undefined])).toBe(1);
  });
});

describe('a result to be waited for', () => {
  it.each([
    ['a promise', Promise.resolve()],
    ['an object with `then`', { then: () => {} }],
    ['a function with `then`', Object.assign(() => {}, { then: () => {} })],
  ])('is %s', (_name, value) => {
    expect(isThenable(value)).toBe(true);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a number', 1],
    ['a text', 'then'],
    ['an object whose `then` is no function', { then: 1 }],
    ['a plain function', () => {}],
  ])('is not %s', (_name, value) => {
    expect(isThenable(value)).toBe(false);
  });

  it('throws what a `then` getter throws', () => {
    const value = Object.defineProperty({}, 'then', {
      get: () => {
        throw new Error('no then');
      },
    });
    expect(() => isThenable(value)).toThrow('no then');
  });
});
