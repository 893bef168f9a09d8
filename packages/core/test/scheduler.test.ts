import { beforeEach, describe, expect, it } from 'vitest';
import { BLOCKS_AHEAD_NANOS, NO_WORKER, type Scheduler } from '../src/scheduler.ts';
import { addReady, dispatch, finish, held, LONG, makeScheduler, NANO, NORM, SQUARE, TINY } from './scheduler-bench.ts';

describe('a worker that is still loading its module', () => {
  it('gets a record only when no ready worker takes it', () => {
    const scheduler = makeScheduler(2);
    scheduler.workerAdded(0);
    addReady(scheduler, 1);
    const chosen = Array.from({ length: 5 }, () => {
      const worker = scheduler.choose(NANO, LONG);
      if (worker !== NO_WORKER) dispatch(scheduler, worker, LONG);
      return worker;
    });
    expect(chosen).toEqual([1, 1, 0, 0, NO_WORKER]);
  });

  it('has nothing to do, but is not idle: what it holds would wait', () => {
    const scheduler = makeScheduler(1);
    scheduler.workerAdded(0);
    expect(scheduler.hasIdleWorker()).toBe(false);
    expect(scheduler.chooseFree(() => true)).toBe(0);
  });
});

describe('a scheduler of three workers', () => {
  let scheduler: Scheduler;

  beforeEach(() => {
    scheduler = makeScheduler(3);
    for (let worker = 0; worker < 3; worker += 1) addReady(scheduler, worker);
  });

  /** Sends a record to the worker that is chosen for it. */
  function send(items: number, functionId = NANO): number {
    const worker = scheduler.choose(functionId, items);
    if (worker !== NO_WORKER) dispatch(scheduler, worker, items, functionId);
    return worker;
  }

  it('spreads the first tasks of an unmeasured function, one for each worker', () => {
    expect([send(1, SQUARE), send(1, SQUARE), send(1, SQUARE)].sort((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  it('gives each worker a second one, so that none runs dry, and has the seventh wait', () => {
    const workers = Array.from({ length: 6 }, () => send(1, SQUARE));
    expect(workers.sort((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(send(1, SQUARE)).toBe(NO_WORKER);
  });

  it('gives tiny tasks to the worker that is awake already', () => {
    expect([send(TINY), send(TINY), send(TINY), send(TINY)]).toEqual([0, 0, 0, 0]);
  });

  it('wakes another worker once the awake one has work worth waking for', () => {
    const workers = Array.from({ length: 15 }, () => send(10_000));
    expect(workers).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  it('gives a long task to an idle worker although another is awake', () => {
    send(TINY);
    expect(send(LONG)).not.toBe(0);
  });

  it('gives a worker that holds nothing a task of any length', () => {
    expect(send(LONG)).not.toBe(NO_WORKER);
  });

  it('puts one task behind a long one, and no more', () => {
    for (let record = 0; record < 6; record += 1) send(LONG);
    expect([0, 1, 2].map((worker) => scheduler.recordsOf(worker))).toEqual([2, 2, 2]);
    expect(send(TINY)).toBe(NO_WORKER);
  });

  it('fills ahead with short tasks, but not without end', () => {
    let sent = 0;
    while (sent < 1_000_000 && send(10_000) !== NO_WORKER) sent += 1;
    expect(sent).toBeGreaterThan(3);
    expect(sent).toBeLessThan(1_000_000);
  });

  it('sends blocks further ahead than tasks, each to the worker with the least to do', () => {
    const nanos = 1_000_000;
    for (let record = 0; record < (3 * BLOCKS_AHEAD_NANOS) / nanos; record += 1)
      dispatch(scheduler, scheduler.chooseForBlocks(NANO, nanos), nanos);
    expect([0, 1, 2].map((worker) => scheduler.recordsOf(worker))).toEqual([8, 8, 8]);
    expect([scheduler.chooseForBlocks(NANO, nanos), scheduler.choose(NANO, nanos)]).toEqual([NO_WORKER, NO_WORKER]);
  });

  it('has room again when a record is finished', () => {
    for (let record = 0; record < 6; record += 1) send(LONG);
    finish(scheduler, 1);
    expect(send(LONG)).toBe(1);
    expect(send(LONG)).toBe(NO_WORKER);
  });

  it('offers an idle worker for what must not stand behind anything', () => {
    send(LONG);
    send(LONG);
    const idle = scheduler.chooseFree(() => true);
    expect(scheduler.recordsOf(idle)).toBe(0);
  });

  it('offers no idle worker while every one holds a record', () => {
    for (let worker = 0; worker < 3; worker += 1) send(LONG);
    expect(scheduler.chooseFree(() => true)).toBe(NO_WORKER);
  });

  it('chooses the worker with the least to do', () => {
    dispatch(scheduler, 0, 300_000);
    dispatch(scheduler, 1, 200_000);
    dispatch(scheduler, 2, 400_000);
    expect(scheduler.choose(NANO, 300_000)).toBe(1);
  });

  it('chooses the worker with fewer records when two have equally much to do', () => {
    dispatch(scheduler, 2, LONG);
    dispatch(scheduler, 1, 100_000);
    dispatch(scheduler, 0, 50_000);
    dispatch(scheduler, 0, 50_000);
    expect(scheduler.choose(NANO, 100_000)).toBe(1);
  });

  it('chooses no worker that was removed', () => {
    scheduler.workerRemoved(0);
    scheduler.workerRemoved(2);
    expect([send(LONG), send(LONG), send(LONG)]).toEqual([1, 1, NO_WORKER]);
  });

  it('chooses no removed worker although it was the newest to get a tiny task', () => {
    send(TINY);
    scheduler.workerRemoved(0);
    expect(send(TINY)).not.toBe(0);
  });

  it('chooses no worker when all are removed', () => {
    for (let worker = 0; worker < 3; worker += 1) scheduler.workerRemoved(worker);
    expect([scheduler.choose(NANO, TINY), scheduler.chooseFree(() => true)]).toEqual([NO_WORKER, NO_WORKER]);
  });

  it('takes a replaced worker for one that holds nothing', () => {
    dispatch(scheduler, 0, LONG);
    scheduler.workerRemoved(0);
    addReady(scheduler, 0);
    expect(scheduler.recordsOf(0)).toBe(0);
    expect(scheduler.choose(NANO, LONG)).toBe(0);
  });

  it('keeps no rest of rounded times on a worker that holds nothing', () => {
    const [tenth, fifth, third, least] = [3, 4, 5, 6] as const;
    for (const [functionId, nanos] of [
      [tenth, 0.1],
      [fifth, 0.2],
      [third, 0.3],
      [least, Number.MIN_VALUE],
    ] as const)
      scheduler.observe(functionId, nanos);
    for (const functionId of [tenth, fifth, third]) dispatch(scheduler, 0, 1, functionId);
    held[0]!.reverse();
    for (let record = 0; record < 3; record += 1) finish(scheduler, 0);
    for (const worker of [1, 2]) dispatch(scheduler, worker, 1, least);
    expect(scheduler.choose(NANO, LONG)).toBe(0);
  });

  it('gives work again to a worker that was removed for a while', () => {
    dispatch(scheduler, 1, LONG);
    scheduler.workerRemoved(1);
    scheduler.workerResumed(1);
    expect(scheduler.recordsOf(1)).toBe(1);
    expect(scheduler.takes(1)).toBe(true);
  });

  it('knows of an idle worker, which is ready, takes work and holds nothing', () => {
    send(LONG);
    send(LONG);
    expect(scheduler.hasIdleWorker()).toBe(true);
    send(LONG);
    expect(scheduler.hasIdleWorker()).toBe(false);
    finish(scheduler, 2);
    scheduler.workerRemoved(2);
    expect(scheduler.hasIdleWorker()).toBe(false);
  });

  it('lets a worker take what only it may run, as long as it takes anything', () => {
    expect(scheduler.takes(1)).toBe(true);
    dispatch(scheduler, 1, LONG);
    expect(scheduler.takes(1)).toBe(true);
    dispatch(scheduler, 1, LONG);
    expect(scheduler.takes(1)).toBe(false);
    scheduler.workerRemoved(0);
    expect(scheduler.takes(0)).toBe(false);
  });
});

describe('a crowded worker', () => {
  it('holds more than it may have open at once', () => {
    const scheduler = makeScheduler(1, 3);
    addReady(scheduler, 0);
    for (let record = 0; record < 3; record += 1) dispatch(scheduler, 0, LONG);
    expect(scheduler.isCrowded(0)).toBe(false);
    dispatch(scheduler, 0, LONG);
    expect(scheduler.isCrowded(0)).toBe(true);
    finish(scheduler, 0);
    expect(scheduler.isCrowded(0)).toBe(false);
  });
});

describe('an overloaded worker', () => {
  let scheduler: Scheduler;

  /** Puts so much work, in so many records, into a worker's ring. */
  function load(worker: number, nanos: number, records: number): void {
    for (let record = 0; record < records; record += 1) dispatch(scheduler, worker, nanos / records);
  }

  beforeEach(() => {
    scheduler = makeScheduler(3);
    for (let worker = 0; worker < 3; worker += 1) addReady(scheduler, worker);
  });

  it('is the one with the most to do, where another has nothing', () => {
    load(0, 300_000, 3);
    load(1, 900_000, 3);
    expect(scheduler.chooseOverloaded()).toBe(1);
  });

  it('is none while every worker has something', () => {
    for (const worker of [0, 1]) load(worker, 900_000, 3);
    load(2, TINY, 1);
    expect(scheduler.chooseOverloaded()).toBe(NO_WORKER);
  });

  it('is none that has little to do, or one record only', () => {
    load(0, 20_000, 20);
    load(1, LONG, 1);
    expect(scheduler.chooseOverloaded()).toBe(NO_WORKER);
  });

  it('is none that takes no work: from it all was taken already', () => {
    load(0, 300_000, 3);
    load(1, LONG, 5);
    scheduler.workerRemoved(1);
    expect(scheduler.chooseOverloaded()).toBe(0);
  });
});

describe('workers that may have several tasks open', () => {
  it('get as many long tasks, and one to go on with', () => {
    const scheduler = makeScheduler(2, 4);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    const workers: number[] = [];
    for (let worker = scheduler.choose(NANO, LONG); worker !== NO_WORKER; worker = scheduler.choose(NANO, LONG)) {
      dispatch(scheduler, worker, LONG);
      workers.push(worker);
    }
    expect(workers.filter((worker) => worker === 0)).toHaveLength(5);
    expect(workers.filter((worker) => worker === 1)).toHaveLength(5);
  });
});

describe('measured times', () => {
  it('are not there before the first report', () => {
    expect(makeScheduler(1).measured(SQUARE)).toBeUndefined();
  });

  it('are the first report, then move towards later ones', () => {
    const scheduler = makeScheduler(1);
    scheduler.observe(SQUARE, 1000);
    expect(scheduler.measured(SQUARE)).toBe(1000);
    scheduler.observe(SQUARE, 2000);
    expect(scheduler.measured(SQUARE)).toBeGreaterThan(1000);
    expect(scheduler.measured(SQUARE)).toBeLessThan(2000);
  });

  it('follow a lasting change', () => {
    const scheduler = makeScheduler(1);
    scheduler.observe(SQUARE, 1000);
    for (let report = 0; report < 100; report += 1) scheduler.observe(SQUARE, 9000);
    expect(scheduler.measured(SQUARE)).toBeCloseTo(9000, -1);
  });

  it('belong to one function each', () => {
    const scheduler = makeScheduler(1);
    scheduler.observe(SQUARE, 1000);
    expect(scheduler.measured(NORM)).toBeUndefined();
    expect(scheduler.isExpectedToTake(1001, SQUARE)).toBe(false);
    expect(scheduler.isExpectedToTake(1001, NORM)).toBe(true);
  });

  it('are multiplied by the number of items', () => {
    const scheduler = makeScheduler(2);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    scheduler.observe(SQUARE, 500);
    scheduler.observe(NORM, 5900);
    dispatch(scheduler, 0, 12, SQUARE);
    dispatch(scheduler, 1, 1, NORM);
    expect(scheduler.choose(SQUARE, 1_000_000 / 500 - 11)).toBe(1);
    finish(scheduler, 1);
    dispatch(scheduler, 1, 1, NORM);
    dispatch(scheduler, 1, 1, SQUARE);
    expect(scheduler.choose(SQUARE, 1_000_000 / 500 - 12)).toBe(0);
  });
});

describe('a time that a function is expected to take', () => {
  it('is at most what it was measured to take', () => {
    const scheduler = makeScheduler(1);
    scheduler.observe(SQUARE, 1000);
    expect([999, 1000, 1001].map((nanos) => scheduler.isExpectedToTake(nanos, SQUARE))).toEqual([true, true, false]);
  });

  it.each([SQUARE, 15, 16, 17, 1000])('is long, but has an end, where function %d was never measured', (functionId) => {
    const scheduler = makeScheduler(1);
    expect(scheduler.isExpectedToTake(1_000_000, functionId)).toBe(true);
    expect(scheduler.isExpectedToTake(1e12, functionId)).toBe(false);
  });
});

describe('looking for a result', () => {
  const CROWDED_NANOS = 20_000;
  const ALONE_NANOS = 200_000;

  /** A pool of two workers on two processors, of which the first `busy` have a record, of a function that takes `nanos`. */
  function lookingPays(nanos: number, busy: number): boolean {
    const scheduler = makeScheduler(2);
    for (let worker = 0; worker < 2; worker += 1) addReady(scheduler, worker);
    scheduler.observe(NORM, nanos);
    for (let worker = 0; worker < busy; worker += 1) dispatch(scheduler, worker, 1, NORM);
    return scheduler.isWorthLookingFor(NORM, 1);
  }

  it('pays as long as nobody knows how long a task takes', () => {
    expect(makeScheduler(2).isWorthLookingFor(NORM, 1)).toBe(true);
  });

  it('pays for short tasks while a processor has no worker to run', () => {
    expect([ALONE_NANOS - 1, ALONE_NANOS].map((nanos) => lookingPays(nanos, 1))).toEqual([true, false]);
  });

  it('pays only for the shortest while it takes its time from a worker', () => {
    expect([CROWDED_NANOS - 1, CROWDED_NANOS].map((nanos) => lookingPays(nanos, 2))).toEqual([true, false]);
  });
});
