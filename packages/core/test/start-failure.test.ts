import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { isRefusal, isShortage, refusedOptions, textOf } from '../src/start-failure.ts';

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('a refusal of a worker’s options', () => {
  it.each<[string, object]>([
    ['an unknown flag', { execArgv: ['--no-such-flag-of-node'] }],
    ['a list that is none', { execArgv: 'text' }],
    ['what cannot be cloned', { workerData: () => {} }],
    ['an environment that is none', { env: 5 }],
  ])('is what Node throws for %s', (_name, options) => {
    let thrown: unknown;
    try {
      void new Worker('', { eval: true, ...options }).terminate();
    } catch (error) {
      thrown = error;
    }
    expect(isRefusal(thrown)).toBe(true);
    expect(isShortage(thrown)).toBe(false);
  });

  it.each([withCode('ERR_WORKER_INIT_FAILED'), new Error('anything'), 'text', undefined, { code: 'ERR_OUT_OF_RANGE' }])(
    'is not %s',
    (error) => {
      expect(isRefusal(error)).toBe(false);
    },
  );

  it('is told as an error of the caller', () => {
    const cause = withCode('ERR_OUT_OF_RANGE');
    expect(refusedOptions(cause)).toBeInstanceOf(TypeError);
    expect(refusedOptions(cause)).toMatchObject({ message: expect.stringContaining(cause.message) as string, cause });
  });
});

describe('a shortage', () => {
  it.each(['ERR_WORKER_INIT_FAILED', 'EMFILE', 'ENFILE', 'EAGAIN'])('is %s', (code) => {
    expect(isShortage(withCode(code))).toBe(true);
  });

  it.each([withCode('ENOENT'), new Error('anything'), 'EMFILE', undefined, { code: 'EMFILE' }])(
    'is not %s',
    (error) => {
      expect(isShortage(error)).toBe(false);
    },
  );
});

describe('the text of what was thrown', () => {
  it.each([
    [new RangeError('too long'), 'too long'],
    ['text', "'text'"],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [5n, '5n'],
  ])('of %s is there', (thrown, text) => {
    expect(textOf(thrown)).toBe(text);
  });

  it('is there for what cannot be made a text', () => {
    expect(textOf({ toString: 1, valueOf: 1 })).toBeTypeOf('string');
  });
});
