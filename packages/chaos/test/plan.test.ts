import { describe, expect, it } from 'vitest';
import { plansOf } from '../src/chaos.ts';
import { needsStop } from '../src/fate.ts';
import { FEATURES, type Feature, featuresWithout } from '../src/features.ts';
import { parseOptions } from '../src/options.ts';
import { planRound, type RoundPlan } from '../src/plan.ts';
import { Random } from '../src/random.ts';

const ALL: ReadonlySet<Feature> = new Set(FEATURES);

function plans(seed: number, round?: number): RoundPlan[] {
  return [...plansOf({ seed, tasks: 5000, deaths: 100, features: ALL, round })];
}

describe('a seed', () => {
  it('gives the same plans again', () => {
    expect(plans(7)).toEqual(plans(7));
    expect(plans(7)).not.toEqual(plans(8));
  });

  it('gives the plan of a single round of the run', () => {
    expect(plans(7, 3)).toEqual([plans(7)[3]]);
  });
});

describe('the plans of a run', () => {
  it('deal out all tasks and all deaths', () => {
    const all = plans(11);
    expect(all.reduce((sum, plan) => sum + plan.tasks, 0)).toBe(5000);
    expect(all.reduce((sum, plan) => sum + plan.deaths, 0)).toBe(100);
  });

  it('have jobs that hold each task once', () => {
    for (const { jobs, tasks } of plans(13)) {
      let next = 0;
      for (const { firstTask, count } of jobs) {
        expect(firstTask).toBe(next);
        next += count;
      }
      expect(next).toBe(tasks);
    }
  });

  it('stop every task that goes on for ever', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const plan = planRound(seed, 600, 60, ALL);
      const endless = [...plan.fates.keys()].filter((task) => needsStop(plan.fates[task]!));
      const jobs = endless.map((task) => plan.jobs.find(({ firstTask, count }) => task < firstTask + count)!);
      expect(endless.length).toBeGreaterThan(0);
      expect(jobs.filter(({ stop }) => stop === 'none' || stop === 'abortSoon')).toEqual([]);
    }
  });

  it('use nothing that was left out', () => {
    const features = featuresWithout(['timeout', 'abort', 'cancel', 'broadcast', 'recycling']);
    const plan = planRound(3, 5000, 200, features);
    expect(plan.jobs.every(({ stop, kind }) => stop === 'none' && kind !== 'broadcast')).toBe(true);
    expect(plan.fates.some((fate) => needsStop(fate))).toBe(false);
    expect(plan.pool.maxTasksPerWorker).toBeUndefined();
  });
});

describe('numbers at random', () => {
  it('are spread over their range, both ends included', () => {
    const random = new Random(1);
    const seen = new Set(Array.from({ length: 400 }, () => random.integer(-3, 6)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('come true as often as they should', () => {
    const random = new Random(2);
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.25)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(2300);
    expect(hits).toBeLessThan(2700);
  });
});

describe('the command line', () => {
  it('has the size of CI when nothing is said, and a larger one', () => {
    expect(parseOptions(['--seed', '5'])).toMatchObject({ seed: 5, tasks: 100_000, deaths: 500 });
    expect(parseOptions(['--long', '--deaths', '7'])).toMatchObject({ tasks: 10_000_000, deaths: 7 });
  });

  it.each([
    [['--seed=-1'], 'Expected --seed to be an integer of at least 0, got -1.'],
    [['--deaths', '1.5'], 'Expected --deaths to be an integer of at least 0, got 1.5.'],
    [['--without', 'rain'], /^Expected --without some of abort, .*, got rain\.$/],
    [['--loud'], /Unknown option/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
