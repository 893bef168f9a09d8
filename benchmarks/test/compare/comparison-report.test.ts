import { expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/comparison.js';
import { conclusion, verdictTable } from '../../src/compare/comparison-report.js';
import { judgePairs } from '../../src/compare/pair-verdict.js';
import { rates, resultsOf } from '../sample-builder.js';
import { CELL, failureOf, pairsOf } from './pair-builder.js';

const FULL = { ...CELL, setting: 'full' };
const SAMPLES = pairsOf(rates(1, 1, 1, 1, 1, 1, 1), rates(0.5, 0.5, 0.5, 0.5, 0.4, 0.5, 0.6));

function comparisonOf(rest: Partial<Comparison>): Comparison {
  return { ...resultsOf([]), commits: { old: 'aaa', new: 'bbb' }, samples: SAMPLES, failures: [], ...rest };
}

test('shows the ratio of each row with its spread and the verdict', () => {
  const failures = [failureOf('old', 'No such call.', FULL)];
  expect(verdictTable(judgePairs(comparisonOf({ failures })))).toBe(`\
|                      | old | new | new ÷ old | from |  to | pairs |         verdict |
| -------------------- | --: | --: | --------: | ---: | --: | ----: | --------------: |
| S1 1 worker, tasks/s |   1 | 0.5 |       0.5 |  0.4 | 0.6 |     7 |           worse |
| S1 1 worker (full)   |   – |   – |         – |    – |   – |     0 | old build fails |`);
});

test('says what was compared, what was left out, what failed, and what is worse', () => {
  const failures = [failureOf('new', 'It hung.', FULL)];
  const comparison = comparisonOf({ failures, leftOut: ['S10: no compiler.'] });
  const text = conclusion(comparison, judgePairs(comparison));
  expect(text).toContain('New: bbb. Old: aaa. Node 20.20.2, 2 cores of Example CPU.');
  expect(text).toContain('Left out: S10: no compiler.');
  expect(text).toContain('S1 1 worker (full), new build fails: It hung.');
  expect(text).toContain('The new build is worse in 2 of 2: S1 1 worker, tasks/s; S1 1 worker (full).');
});

test('says so when nothing is worse', () => {
  const comparison = comparisonOf({ samples: [], failures: [] });
  expect(conclusion(comparison, [])).toContain('The new build is worse in none of these: 0.');
});
