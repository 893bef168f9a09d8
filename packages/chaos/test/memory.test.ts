import { describe, expect, it } from 'vitest';
import type { ChaosSummary } from '../src/chaos.ts';
import { MemoryWatch, slope } from '../src/memory.ts';
import { failuresOf } from '../src/report.ts';

const CLEAN: ChaosSummary = {
  rounds: 10,
  tasks: 1000,
  deaths: 5,
  stops: 0,
  lives: 20,
  settled: new Map(),
  faults: { lost: 0, settledTwice: 0, ranTwice: 0, wrong: 0, unexplained: 0 },
  texts: [],
  residentMb: 100,
  memory: { residentMb: 100, residentGrowthMb: 5, heldGrowthMb: 0.1 },
  before: { threads: 11, descriptors: 20, moduleFiles: 0 },
  after: { threads: 11, descriptors: 20, moduleFiles: 3 },
  isStuck: false,
};

describe('the slope of a line', () => {
  it('is that of points that lie on it', () => {
    expect(slope([1, 2, 3], [5, 7, 9])).toBe(2);
  });

  it('is zero for one place', () => {
    expect(slope([1, 1], [5, 7])).toBe(0);
  });
});

describe('the memory of a run', () => {
  it('is not judged by a few samples', () => {
    const watch = new MemoryWatch();
    watch.sample(0);
    expect(watch.trend()).toBeUndefined();
  });

  it('is seen to grow when something holds on to it', () => {
    const watch = new MemoryWatch();
    const held: Uint8Array[] = [];
    for (let sample = 0; sample < 20; sample += 1) {
      held.push(new Uint8Array(2 ** 20).fill(sample));
      watch.sample(sample);
    }
    expect(held).toHaveLength(20);
    expect(watch.trend()!.heldGrowthMb).toBeGreaterThan(8);
  });
});

describe('a run', () => {
  it('passes when nothing is wrong', () => {
    expect(failuresOf(CLEAN)).toEqual([]);
  });

  it.each<[string, Partial<ChaosSummary>]>([
    ['a fault', { faults: { ...CLEAN.faults, lost: 1 }, texts: ['round 3: task 7 was never settled'] }],
    ['a resident size that grows', { memory: { ...CLEAN.memory!, residentGrowthMb: 500 } }],
    ['a heap that grows', { memory: { ...CLEAN.memory!, heldGrowthMb: 50 } }],
    ['a thread that is left', { after: { ...CLEAN.after!, threads: 12 } }],
    ['a descriptor that is left', { after: { ...CLEAN.after!, descriptors: 21 } }],
  ])('fails for %s', (_name, change) => {
    expect(failuresOf({ ...CLEAN, ...change })).toHaveLength(1);
  });
});
