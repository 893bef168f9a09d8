import { describe, expect, it } from 'vitest';
import { keptArguments, listOf } from '../src/unchanging-arguments.ts';

describe('arguments that nobody can change', () => {
  it.each([
    [[1, 'b', true]],
    [[null]],
    [[undefined]],
    [[]],
    [[-0]],
    [['only']],
    [[false]],
    [[0, undefined, null, Number.NaN]],
  ])('are kept, and come back as they were: %j', (args: readonly unknown[]) => {
    expect(listOf(keptArguments(args)!)).toEqual(args);
  });

  it('are a list of their own: the caller may change his', () => {
    const args = [1, 2];
    const kept = keptArguments(args)!;
    args[0] = 3;
    expect(listOf(kept)).toEqual([1, 2]);
  });

  it.each([
    ['an object', [{}]],
    ['a list', [1, [2]]],
    ['a function', [() => {}]],
    ['a symbol', [Symbol('s')]],
    ['a bigint', [1n]],
  ])('are no longer such where %s is among them', (_name, args) => {
    expect(keptArguments(args)).toBeUndefined();
  });

  it.each([
    ['one text', 82, ['']],
    ['several values', 79, [1, '']],
  ])('are kept up to 256 bytes, of %s', (_name, letters, args) => {
    const filled = (count: number): unknown[] => [...args.slice(0, -1), 'x'.repeat(count)];
    expect(keptArguments(filled(letters))).toBeDefined();
    expect(keptArguments(filled(letters + 1))).toBeUndefined();
  });

  it('are kept up to 256 bytes, of numbers', () => {
    expect(keptArguments(new Array(28).fill(1))).toBeDefined();
    expect(keptArguments(new Array(29).fill(1))).toBeUndefined();
  });
});
