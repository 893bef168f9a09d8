import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriesOf } from '../../src/numeric/carries.ts';
import { combineTree, groupsOf } from '../../src/numeric/combine-tree.ts';
import { tree } from '../serial-blocks.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`combine-tree: RINGPOOL_SEED=${seed}`);

/** Shows the whole tree. */
const pair = (left: unknown, right: unknown): unknown => `(${left as string}${right as string})`;
const letters = (length: number): string[] => Array.from({ length }, (_, index) => String.fromCodePoint(97 + index));
const numbers = (length: number): string[] => Array.from({ length }, (_, index) => `${index} `);

describe('a tree of values', () => {
  it('has neighbours together first, and takes up what is left over as it is', () => {
    expect(combineTree(letters(1), pair)).toBe('a');
    expect(combineTree(letters(2), pair)).toBe('(ab)');
    expect(combineTree(letters(5), pair)).toBe('(((ab)(cd))e)');
    expect(combineTree(letters(7), pair)).toBe('(((ab)(cd))((ef)g))');
  });

  it('is the same where its branches are made by themselves, as often as that goes', () => {
    const property = (length: number): void => {
      let values: unknown[] = numbers(length);
      while (values.length > 1) values = groupsOf(values).map((group) => combineTree(group, pair));
      expect(values[0]).toBe(tree(numbers(length), pair as (left: string, right: string) => string));
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 2100 }), property), { seed, examples: [[1], [32], [33], [1025]] });
  });

  it('differs where branches are cut elsewhere: what this looks at can fail', () => {
    const values = letters(7);
    const cutElsewhere = [combineTree(values.slice(0, 3), pair), combineTree(values.slice(3), pair)];
    expect(combineTree(cutElsewhere, pair)).not.toBe(combineTree(values, pair));
  });

  it('leaves the values as they were', () => {
    const values = Object.freeze(letters(4));
    expect(combineTree(values, pair)).toBe('((ab)(cd))');
  });

  it('refuses a combine that gives promises', () => {
    expect(() => combineTree([1, 2], async () => 3)).toThrow('Expected `combine` to return its result, got a promise');
    expect(() => carriesOf([1, 2], async () => 3)).toThrow(TypeError);
  });

  it('throws what combine throws', () => {
    const fail = (): never => {
      throw new RangeError('too large');
    };
    expect(() => combineTree([1, 2], fail)).toThrow('too large');
    expect(combineTree([1], fail)).toBe(1);
  });
});

describe('carries', () => {
  it('are what the totals before each block combine to, from left to right', () => {
    expect(carriesOf([], pair)).toEqual([undefined]);
    expect(carriesOf(['a'], pair)).toEqual([undefined, 'a']);
    expect(carriesOf(letters(4), pair)).toEqual([undefined, 'a', '(ab)', '((ab)c)', '(((ab)c)d)']);
  });

  it('are apart, though `combine` changes the left value and returns it', () => {
    const add = (left: unknown, right: unknown): unknown => {
      (left as number[])[0]! += (right as number[])[0]!;
      return left;
    };
    expect(carriesOf([[1], [2], [3]], add)).toEqual([undefined, [1], [3], [6]]);
  });
});
