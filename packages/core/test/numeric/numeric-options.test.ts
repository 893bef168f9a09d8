import { describe, expect, it } from 'vitest';
import { checkCombine, checkRange, checkWork } from '../../src/numeric/numeric-options.ts';

const KEYS = new Set(['grain', 'args', 'output']);

describe('a range', () => {
  it('begins at 0 where nothing is said', () => {
    expect(checkRange({ end: 5 })).toEqual({ begin: 0, end: 5, grain: undefined });
    expect(checkRange({ begin: -5, end: -5, grain: 2 })).toEqual({ begin: -5, end: -5, grain: 2 });
  });

  it.each([
    ['no object', 5, TypeError, 'the range to be an object, got 5'],
    ['nothing', null, TypeError, 'the range to be an object, got null'],
    ['no end', {}, TypeError, '`end` to be a number, got undefined'],
    ['an end before its begin', { begin: 5, end: 4 }, RangeError, '`end` to be an integer of at least 5, got 4'],
    [
      'more steps than can be counted',
      { begin: -2, end: 2 ** 53 - 1 },
      RangeError,
      'from -2 to 9007199254740989, got 9',
    ],
    ['half a step', { end: 1.5 }, RangeError, '`end` to be an integer of at least 0, got 1.5'],
    ['no grain to speak of', { end: 5, grain: 0 }, RangeError, '`grain` to be an integer of at least 1, got 0'],
    ['a misspelt field', { end: 5, step: 1 }, TypeError, 'got `step`'],
  ])('is refused with %s', (_, range, error, text) => {
    expect(() => checkRange(range as never)).toThrow(error);
    expect(() => checkRange(range as never)).toThrow(text);
  });
});

describe('work on an array', () => {
  it('is cut by its grain, or by its length', () => {
    expect(checkWork([1, 2, 3], { grain: 2, args: [1] }, KEYS, {})).toMatchObject({
      edges: { begin: 0, end: 3, grain: 2, count: 2 },
      args: [1],
    });
    expect(checkWork(new Uint8Array(5000), {}, KEYS, {}).edges).toMatchObject({ grain: 1024, count: 5 });
  });

  it.each([
    ['what is no object', 5, {}, TypeError, 'what the call is given to be an object, got 5'],
    ['a field of another call', { initial: 1 }, {}, TypeError, 'got `initial`'],
    ['a grain of no number', { grain: '1' }, {}, TypeError, '`grain` to be a number, got "1"'],
    ['arguments that are no list', { args: 1 }, {}, TypeError, '`args` to be an array of arguments, got 1'],
    ['an option of a map', {}, { chunkSize: 1 }, TypeError, 'got `chunkSize`'],
    ['a listener of no function', {}, { onProgress: 1 }, TypeError, '`onProgress` to be a function, got 1'],
  ])('is refused with %s', (_, work, options, error, text) => {
    expect(() => checkWork([], work as never, KEYS, options as never)).toThrow(error);
    expect(() => checkWork([], work as never, KEYS, options as never)).toThrow(text);
  });
});

describe('what combines', () => {
  it('is a name or a function', () => {
    const add = (a: unknown): unknown => a;
    expect(checkCombine(add)).toBe(add);
    expect(checkCombine('add')).toBe('add');
    expect(() => checkCombine(undefined)).toThrow('the name of an export or a function here, got undefined');
    expect(() => checkCombine({})).toThrow(TypeError);
  });
});
