import { describe, expect, it } from 'vitest';
import { TaskStatistics } from '../src/statistics.ts';

describe('statistics of tasks', () => {
  it('begin at nothing', () => {
    const { done, failed, lost, runTime, waitTime } = new TaskStatistics();
    expect({ done, failed, lost, ran: runTime.count, waited: waitTime.count }).toEqual({
      done: 0,
      failed: 0,
      lost: 0,
      ran: 0,
      waited: 0,
    });
  });

  it('count every item, one by one or as many as a record holds', () => {
    const statistics = new TaskStatistics();
    for (let item = 0; item < 1000; item += 1) statistics.itemDone();
    statistics.itemDone(234);
    statistics.itemFailed();
    statistics.itemFailed(2);
    statistics.itemDropped();
    statistics.itemDropped(2);
    statistics.itemLost();
    statistics.itemLost();
    const { done, failed, lost } = statistics;
    expect({ done, failed, lost }).toEqual({ done: 1234, failed: 6, lost: 2 });
  });

  it('know how long items ran, those that threw too', () => {
    const statistics = new TaskStatistics();
    statistics.measured(1e6);
    statistics.itemDone(3);
    statistics.measured(5e6);
    statistics.itemFailed();
    expect(statistics.runTime).toMatchObject({ count: 4, mean: 2, min: 1, max: 5 });
  });

  it('take 0 for a time that was not measured', () => {
    const statistics = new TaskStatistics();
    statistics.itemDone();
    expect(statistics.runTime.count).toBe(0);
    statistics.measured(0);
    statistics.itemDone(5);
    statistics.itemFailed();
    statistics.measured(2e6);
    statistics.itemDone();
    statistics.measured(0);
    statistics.itemDone();
    expect(statistics.runTime).toMatchObject({ count: 1, mean: 2 });
  });

  it('take one measurement for all items that come before the next, asked for in between or not', () => {
    const statistics = new TaskStatistics();
    statistics.measured(1e6);
    statistics.itemDone();
    expect(statistics.runTime.count).toBe(1);
    statistics.itemDone(2);
    statistics.itemFailed();
    statistics.measured(1e6);
    statistics.itemDone(4);
    expect(statistics.runTime).toMatchObject({ count: 8, min: 1, max: 1 });
    expect(statistics.runTime.count).toBe(8);
  });

  it('take no run time from an item that was lost, or did not run to its end', () => {
    const statistics = new TaskStatistics();
    statistics.measured(1e6);
    statistics.itemLost();
    statistics.itemDropped(3);
    expect(statistics.runTime.count).toBe(0);
  });

  it('know how long items waited, in milliseconds; not at all is a wait, too', () => {
    const statistics = new TaskStatistics();
    statistics.waited(0);
    statistics.waited(4, 2);
    expect(statistics.waitTime).toMatchObject({ count: 3, min: 0, max: 4 });
    expect(statistics.waitTime.mean).toBeCloseTo(8 / 3);
  });

  it('take a wait that clocks make negative for none', () => {
    const statistics = new TaskStatistics();
    statistics.waited(-0.5);
    expect(statistics.waitTime).toMatchObject({ count: 1, min: 0, max: 0, p50: 0 });
  });
});
