import { expect, test } from 'vitest';
import { isRegression, judgePairs } from '../../src/compare/pair-verdict.js';
import type { Pairs } from '../../src/compare/pairs.js';
import { measurePairs } from '../../src/compare/pairs.js';
import type { Readings } from '../../src/metric.js';
import { rates } from '../sample-builder.js';
import { CELL, COMMON_NOISE, failureOf, NEW_NOISE, OLD_NOISE, pairsOf } from './pair-builder.js';

function pairs(old: readonly Readings[], own: readonly Readings[]): Pairs {
  return { samples: pairsOf(old, own), failures: [] };
}

const SEVEN = [100, 101, 99, 100, 102, 98, 100];

test('calls a build worse when the whole spread lies below 1', () => {
  const [verdict] = judgePairs(pairs(rates(...SEVEN), rates(...SEVEN.map((rate) => rate * 0.9))));
  expect(verdict).toMatchObject({
    state: 'worse',
    metric: 'tasksPerSecond',
    pairs: 7,
    medians: { old: 100, new: 90 },
  });
  expect(verdict).toHaveProperty('ratio', expect.closeTo(0.9));
  expect(verdict).toHaveProperty('spread', { low: expect.closeTo(0.9), high: expect.closeTo(0.9) });
});

test('calls a build better when the whole spread lies above 1', () => {
  const [verdict] = judgePairs(pairs(rates(...SEVEN), rates(...SEVEN.map((rate) => rate * 1.1))));
  expect(verdict?.state).toBe('better');
});

test('calls builds even while the spread holds 1', () => {
  const [verdict] = judgePairs(pairs(rates(...SEVEN), rates(90, 91, 90, 89, 90, 91, 100)));
  expect(verdict).toMatchObject({ state: 'even', spread: { high: 1 } });
});

test('turns the ratio of times round, so that above 1 is better there too', () => {
  const times = (values: readonly number[]): Readings[] => values.map((p50Us) => ({ p50Us }));
  const [verdict] = judgePairs(pairs(times(SEVEN), times(SEVEN.map((time) => time * 2))));
  expect(verdict).toMatchObject({ state: 'worse', ratio: 0.5 });
});

test('calls nothing compared with nothing even, and something compared with nothing worse', () => {
  const shares = (value: number): Readings[] => SEVEN.map(() => ({ milliseconds: value }));
  const judged = (old: number, own: number): unknown => judgePairs(pairs(shares(old), shares(own)))[0];
  expect(judged(0, 0)).toMatchObject({ state: 'even', ratio: 1 });
  expect(judged(-1, 0)).toMatchObject({ state: 'even', ratio: 1 });
  expect(judged(0, 2)).toMatchObject({ state: 'worse', ratio: 0 });
  expect(judged(2, -1)).toMatchObject({ state: 'better', ratio: Infinity });
});

test('judges each metric of a cell', () => {
  const readings = (p50Us: number, p99Us: number): Readings[] => SEVEN.map(() => ({ p50Us, p99Us }));
  const verdicts = judgePairs(pairs(readings(10, 20), readings(10, 30)));
  expect(verdicts.map(({ state }) => state)).toEqual(['even', 'worse']);
});

test('forms pairs by their rounds, whoever was measured first', () => {
  const { samples } = pairs(rates(...SEVEN), rates(...SEVEN.map((rate) => rate * 0.9)));
  const [verdict] = judgePairs({ samples: samples.reverse(), failures: [] });
  expect(verdict).toHaveProperty('ratio', expect.closeTo(0.9));
});

test('an odd pair does not hide a slowdown, where there are eleven', () => {
  const old = Array.from({ length: 11 }, () => 100);
  const [verdict] = judgePairs(
    pairs(rates(...old), rates(...old.map((rate, round) => (round === 4 ? 300 : rate * 0.95)))),
  );
  expect(verdict?.state).toBe('worse');
});

test.each([
  { sides: ['old'], state: 'old build fails', counts: false },
  { sides: ['new'], state: 'new build fails', counts: true },
  { sides: ['old', 'new'], state: 'new build fails', counts: true },
] as const)('holds a failure of $sides against the new build: $counts', ({ sides, state, counts }) => {
  const failures = sides.map((side) => failureOf(side, `The ${side} one.`));
  const verdicts = judgePairs({ samples: pairsOf(rates(1), rates(1)), failures });
  expect(verdicts).toEqual([{ cell: CELL, state, message: `The ${state.slice(0, 3)} one.` }]);
  expect(verdicts.some(isRegression)).toBe(counts);
});

test('refuses a verdict on too few pairs', () => {
  expect(() => judgePairs(pairs(rates(1, 2, 3), rates(1, 2, 3)))).toThrow(
    'Expected pairs enough for a verdict on S1, 1 worker: ringpool (default), got 3.',
  );
});

/** A machine on which both builds suffer together, and each a little alone; `slowdown` is what was planted in the new one. */
async function measureNoisily(slowdown: number): Promise<Pairs> {
  const asked = { old: 0, new: 0 };
  const noise = { old: OLD_NOISE, new: NEW_NOISE };
  return measurePairs('1 worker', [CELL], {
    effort: 'full',
    pairs: 11,
    measureSample: async (_, side) => {
      const round = asked[side];
      asked[side] += 1;
      const rate = 3e6 * (COMMON_NOISE[round] ?? 1) * (noise[side][round] ?? 1);
      return { state: 'measured', outcome: { readings: { tasksPerSecond: side === 'new' ? rate / slowdown : rate } } };
    },
  });
}

test('finds a planted slowdown of 8 % in noise that is five times that', async () => {
  const verdicts = judgePairs(await measureNoisily(1.08));
  expect(verdicts.map(({ state }) => state)).toEqual(['worse']);
  expect(verdicts.some(isRegression)).toBe(true);
});

test('finds nothing where nothing was planted', async () => {
  expect(judgePairs(await measureNoisily(1)).map(({ state }) => state)).toEqual(['even']);
});
