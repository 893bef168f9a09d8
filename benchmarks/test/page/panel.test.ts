import { describe, expect, test } from 'vitest';
import type { Readings } from '../../src/metric.js';
import { lossesOf } from '../../src/page/losses.js';
import { panelsOf } from '../../src/page/panel.js';
import type { Standing } from '../../src/page/standing.js';
import type { Sample } from '../../src/results.js';
import { rates, samplesAt } from '../sample-builder.js';

const OURS = 'S1/1 worker/ringpool/default';
const THEIRS = 'S1/1 worker/tinypool/default';

function standingOf(samples: readonly Sample[], title: string): Standing | undefined {
  const entries = panelsOf('S1', samples).flatMap(({ rows }) => rows.flatMap((row) => row.entries));
  return entries.find((entry) => entry.title === title)?.standing;
}

function against(ours: readonly number[], theirs: readonly Sample[]): Standing | undefined {
  return standingOf([...samplesAt(OURS, ...rates(...ours)), ...theirs], 'tinypool');
}

describe('the panels of a scenario', () => {
  test('are one for each metric, with the rows that were measured by it', () => {
    const samples = [
      ...samplesAt('S10/numbers/atomics-ring/default', { transfersPerSecond: 5 }),
      ...samplesAt('S10/round trip/atomics-ring/default', { roundTripUs: 2 }),
      ...samplesAt('S10/records/atomics-ring/default', { transfersPerSecond: 3 }),
    ];
    const panels = panelsOf('S10', samples).map(({ metric, rows }) => [metric, rows.map(({ row }) => row)]);
    expect(panels).toEqual([
      ['transfersPerSecond', ['numbers', 'records']],
      ['roundTripUs', ['round trip']],
    ]);
  });

  test('show everybody at the best setting', () => {
    const samples = [...samplesAt(THEIRS, ...rates(10)), ...samplesAt('S1/1 worker/tinypool/16 tasks', ...rates(30))];
    const [entry] = panelsOf('S1', samples)[0]!.rows[0]!.entries;
    expect(entry).toMatchObject({ title: 'tinypool', setting: '16 tasks', summary: { median: 30 } });
  });

  test('show the default once where it is the best setting', () => {
    const slower = samplesAt('S1/1 worker/piscina/16 tasks', ...rates(5));
    const titles = (best: number): readonly string[] =>
      panelsOf('S1', [...samplesAt('S1/1 worker/piscina/default', ...rates(best)), ...slower])[0]!.rows[0]!.entries.map(
        ({ title }) => title,
      );
    expect(titles(10)).toEqual(['piscina']);
    expect(titles(1)).toEqual(['piscina', 'piscina, default']);
  });

  test('are refused when something was measured that nobody knows', () => {
    const samples = samplesAt(THEIRS, { parsecs: 12 } as Readings);
    expect(() => panelsOf('S1', samples)).toThrow(/^Expected readings out of tasksPerSecond, .+, got parsecs\.$/);
  });
});

describe('how somebody stands to ours', () => {
  test('is behind where the pairs and the medians say so', () => {
    expect(against([30, 40], samplesAt(THEIRS, ...rates(10, 20)))).toBe('behind');
  });

  test('is behind when level', () => {
    expect(against([10], samplesAt(THEIRS, ...rates(10)))).toBe('behind');
  });

  test('is ahead where the pairs and the medians say so', () => {
    expect(against([10, 20], samplesAt(THEIRS, ...rates(11, 21)))).toBe('ahead');
  });

  test('goes by the lower value where lower is better', () => {
    const samples = [...samplesAt(OURS, { p50Us: 1 }), ...samplesAt(THEIRS, { p50Us: 2 })];
    expect(standingOf(samples, 'tinypool')).toBe('behind');
  });

  test('is unclear where the pairs say one thing and the medians another', () => {
    expect(against([10, 50, 60], samplesAt(THEIRS, ...rates(20)))).toBe('unclear');
  });

  test('is unclear where ours is not there', () => {
    expect(against([], samplesAt(THEIRS, ...rates(20)))).toBe('unclear');
  });

  test('goes by the medians where somebody measured nothing, for nothing is so many times better than zero', () => {
    const zero = samplesAt(THEIRS, { p50Us: 0 });
    expect(standingOf([...samplesAt(OURS, { p50Us: 1 }), ...zero], 'tinypool')).toBe('ahead');
    expect(standingOf([...samplesAt(OURS, { p50Us: 0 }), ...zero], 'tinypool')).toBe('behind');
    expect(lossesOf(panelsOf('S1', [...samplesAt(OURS, { p50Us: 1 }), ...zero]))[0]?.winner.oursAgainstIt).toBe(
      undefined,
    );
  });

  test('is unclear where the two have no round in common', () => {
    const second = samplesAt(THEIRS, ...rates(1, 9)).filter(({ round }) => round === 1);
    expect(against([10], second)).toBe('unclear');
  });

  test('is ours for those the bars are about', () => {
    expect(standingOf(samplesAt(OURS, ...rates(1)), 'ringpool')).toBe('ours');
  });
});

describe('the rows we lose', () => {
  test('are those in which somebody is ahead, the best first', () => {
    const samples = [
      ...samplesAt(OURS, ...rates(10)),
      ...samplesAt(THEIRS, ...rates(12)),
      ...samplesAt('S1/1 worker/poolifier/default', ...rates(15)),
      ...samplesAt('S1/1 worker/workerpool/default', ...rates(9)),
    ];
    const losses = lossesOf(panelsOf('S1', samples));
    expect(losses.map(({ row, winner, ours }) => [row, winner.title, ours.title])).toEqual([
      ['1 worker', 'poolifier', 'ringpool'],
      ['1 worker', 'tinypool', 'ringpool'],
    ]);
  });

  test('are none where ours wins', () => {
    const samples = [...samplesAt(OURS, ...rates(10)), ...samplesAt(THEIRS, ...rates(9))];
    expect(lossesOf(panelsOf('S1', samples))).toEqual([]);
  });
});
