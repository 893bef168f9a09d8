import { expect, test } from 'vitest';
import { BARS } from '../src/bars.js';
import { PYTHON_POOL } from '../src/contenders/python-pool.js';
import { REFERENCE } from '../src/rings/reference.js';
import { scenarioNamed } from '../src/scenarios/scenarios.js';

test('every bar names a row, a subject and a reference that its scenario measures', () => {
  for (const bar of BARS) {
    const scenario = scenarioNamed(bar.scenario);
    const row = scenario.rows({ workers: [1, 2], effort: 'full' }).find(({ name }) => name === bar.row);
    expect(row, `${bar.scenario} has no row ${bar.row}`).toBeDefined();
    const contenders = [...scenario.cells(row!).map(({ contender }) => contender), REFERENCE, PYTHON_POOL];
    expect(contenders).toContain(bar.subject);
    expect(bar.limit === undefined ? contenders : [...contenders, bar.reference]).toContain(bar.reference);
  }
});

test('no goal is below its bar', () => {
  for (const { atLeast, goal } of BARS) expect(goal ?? atLeast).toBeGreaterThanOrEqual(atLeast);
});
