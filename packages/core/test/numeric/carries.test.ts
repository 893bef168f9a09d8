import { expect, it } from 'vitest';
import { carriesOf } from '../../src/numeric/carries.ts';
import type { Combine } from '../../src/numeric/combine.ts';

it('a block carries on from the totals of all blocks before it', () => {
  const join = ((left: string, right: string) => left + right) as Combine;
  expect(carriesOf(['a', 'b', 'c'], join)).toEqual([undefined, 'a', 'ab', 'abc']);
  expect(carriesOf(['a'], join)).toEqual([undefined, 'a']);
  expect(carriesOf([], join)).toEqual([undefined]);
});

it.each<[string, Combine]>([
  ['a new object', (left, right) => [(left as number[])[0]! + (right as number[])[0]!]],
  [
    'what it was given',
    (left, right) => {
      (left as number[])[0]! += (right as number[])[0]!;
      return left;
    },
  ],
  [
    'the same object each time',
    (
      (scratch: number[]) =>
      (left, right): unknown => {
        scratch[0] = (left as number[])[0]! + (right as number[])[0]!;
        return scratch;
      }
    )([0]),
  ],
])('each block’s carry is its own where `combine` returns %s', (_, combine) => {
  const carries = carriesOf([[1], [2], [3]], combine);
  expect(carries).toEqual([undefined, [1], [3], [6]]);
  expect(new Set(carries).size).toBe(4);
});
