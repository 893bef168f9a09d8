import { describe, expect, it } from 'vitest';
import { spreadAll, spreadArguments, spreadOne } from '../src/worker/chunk.ts';

const listArguments = (...args: unknown[]): unknown[] => args;

describe('an item of a chunk becomes arguments', () => {
  it('of a map: it is the one argument, an array too', () => {
    expect(spreadOne(listArguments, ['a', ['b', 'c']], 1)).toEqual([['b', 'c']]);
  });

  it('of a map of numbers: a number', () => {
    expect(spreadOne(listArguments, new Float64Array([1.5, 2.5]), 1)).toEqual([2.5]);
  });

  it('of a starmap: it is the list of arguments', () => {
    expect(spreadArguments(listArguments, [['a'], ['b', 'c', 'd']], 1)).toEqual(['b', 'c', 'd']);
    expect(spreadArguments(listArguments, [[]], 0)).toEqual([]);
  });

  it('of one call: all items are its arguments', () => {
    expect(spreadAll(listArguments, ['a', ['b']], 0)).toEqual(['a', ['b']]);
  });
});
