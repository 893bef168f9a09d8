import { beforeEach, describe, expect, it } from 'vitest';
import { NO_WORKER, Scheduler } from '../src/scheduler.ts';

const SQUARE = 0;
const NORM = 1;
const TINY = 100;
const LONG = 50_000_000;

function addReady(scheduler: Scheduler, worker: number): void {
  scheduler.workerAdded(worker);
  scheduler.workerReady(worker);
}

describe('a worker that is still loading its module', () => {
  it('gets a record only when no ready worker takes it', () => {
    const scheduler = new Scheduler(2);
    scheduler.workerAdded(0);
    addReady(scheduler, 1);
    const chosen = Array.from({ length: 5 }, () => {
      const worker = scheduler.choose(LONG);
      if (worker !== NO_WORKER) scheduler.dispatched(worker, LONG);
      return worker;
    });
    expect(chosen).toEqual([1, 1, 0, 0, NO_WORKER]);
  });

  it('has nothing to do, but is not idle: what it holds would wait', () => {
    const scheduler = new Scheduler(1);
    scheduler.workerAdded(0);
    expect(scheduler.hasIdleWorker()).toBe(false);
    expect(scheduler.chooseFree(() => true)).toBe(0);
  });
});

describe('a scheduler of three workers', () => {
  let scheduler: Scheduler;

  beforeEach(() => {
    scheduler = new Scheduler(3);
    for (let worker = 0; worker < 3; worker += 1) addReady(scheduler, worker);
  });

  /** Sends a record to the worker that is chosen for it. */
  function send(nanos: number): number {
    const worker = scheduler.choose(nanos);
    if (worker !== NO_WORKER) scheduler.dispatched(worker, nanos);
    return worker;
  }

  it('spreads the first tasks of an unmeasured function, one for each worker', () => {
    const nanos = scheduler.estimate(SQUARE, 1);
    expect([send(nanos), send(nanos), send(nanos)].sort((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  it('gives each worker a second one, so that none runs dry, and has the seventh wait', () => {
    const nanos = scheduler.estimate(SQUARE, 1);
    const workers = Array.from({ length: 6 }, () => send(nanos));
    expect(workers.sort((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(send(nanos)).toBe(NO_WORKER);
  });

  it('gives tiny tasks to the worker that is awake already', () => {
    expect([send(TINY), send(TINY), send(TINY), send(TINY)]).toEqual([0, 0, 0, 0]);
  });

  it('wakes another worker once the awake one has work worth waking for', () => {
    const workers = new Set<number>();
    for (let task = 0; task < 2000; task += 1) workers.add(send(TINY));
    expect([...workers].sort((a, b) => a - b)).toEqual([0, 1, 2]);
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

  it('has room again when a record is finished', () => {
    for (let record = 0; record < 6; record += 1) send(LONG);
    scheduler.finished(1, LONG);
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
    scheduler.dispatched(0, 300_000);
    scheduler.dispatched(1, 200_000);
    scheduler.dispatched(2, 400_000);
    expect(scheduler.choose(300_000)).toBe(1);
  });

  it('chooses the worker with fewer records when two have equally much to do', () => {
    scheduler.dispatched(2, LONG);
    scheduler.dispatched(1, 100_000);
    scheduler.dispatched(0, 50_000);
    scheduler.dispatched(0, 50_000);
    expect(scheduler.choose(100_000)).toBe(1);
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
    expect([scheduler.choose(TINY), scheduler.chooseFree(() => true)]).toEqual([NO_WORKER, NO_WORKER]);
  });

  it('takes a replaced worker for one that holds nothing', () => {
    scheduler.dispatched(0, LONG);
    scheduler.workerRemoved(0);
    addReady(scheduler, 0);
    expect(scheduler.recordsOf(0)).toBe(0);
    expect(scheduler.choose(LONG)).toBe(0);
  });

  it('keeps no rest of rounded times on a worker that holds nothing', () => {
    for (const nanos of [0.1, 0.2, 0.3]) scheduler.dispatched(0, nanos);
    for (const nanos of [0.3, 0.2, 0.1]) scheduler.finished(0, nanos);
    scheduler.dispatched(1, Number.MIN_VALUE);
    scheduler.dispatched(2, Number.MIN_VALUE);
    expect(scheduler.choose(LONG)).toBe(0);
  });

  it('gives work again to a worker that was removed for a while', () => {
    scheduler.dispatched(1, LONG);
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
    scheduler.finished(2, LONG);
    scheduler.workerRemoved(2);
    expect(scheduler.hasIdleWorker()).toBe(false);
  });

  it('lets a worker take what only it may run, as long as it takes anything', () => {
    expect(scheduler.takes(1)).toBe(true);
    scheduler.dispatched(1, LONG);
    expect(scheduler.takes(1)).toBe(true);
    scheduler.dispatched(1, LONG);
    expect(scheduler.takes(1)).toBe(false);
    scheduler.workerRemoved(0);
    expect(scheduler.takes(0)).toBe(false);
  });
});

describe('a crowded worker', () => {
  it('holds more than it may have open at once', () => {
    const scheduler = new Scheduler(1, 3);
    addReady(scheduler, 0);
    for (let record = 0; record < 3; record += 1) scheduler.dispatched(0, LONG);
    expect(scheduler.isCrowded(0)).toBe(false);
    scheduler.dispatched(0, LONG);
    expect(scheduler.isCrowded(0)).toBe(true);
    scheduler.finished(0, LONG);
    expect(scheduler.isCrowded(0)).toBe(false);
  });
});

describe('an overloaded worker', () => {
  let scheduler: Scheduler;

  /** Puts so much work, in so many records, into a worker's ring. */
  function load(worker: number, nanos: number, records: number): void {
    for (let record = 0; record < records; record += 1) scheduler.dispatched(worker, nanos / records);
  }

  beforeEach(() => {
    scheduler = new Scheduler(3);
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
    const scheduler = new Scheduler(2, 4);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    const workers: number[] = [];
    for (let worker = scheduler.choose(LONG); worker !== NO_WORKER; worker = scheduler.choose(LONG)) {
      scheduler.dispatched(worker, LONG);
      workers.push(worker);
    }
    expect(workers.filter((worker) => worker === 0)).toHaveLength(5);
    expect(workers.filter((worker) => worker === 1)).toHaveLength(5);
  });
});

describe('measured times', () => {
  it('are not there before the first report', () => {
    expect(new Scheduler(1).measured(SQUARE)).toBeUndefined();
  });

  it('are the first report, then move towards later ones', () => {
    const scheduler = new Scheduler(1);
    scheduler.observe(SQUARE, 1000);
    expect(scheduler.measured(SQUARE)).toBe(1000);
    scheduler.observe(SQUARE, 2000);
    expect(scheduler.measured(SQUARE)).toBeGreaterThan(1000);
    expect(scheduler.measured(SQUARE)).toBeLessThan(2000);
  });

  it('follow a lasting change', () => {
    const scheduler = new Scheduler(1);
    scheduler.observe(SQUARE, 1000);
    for (let report = 0; report < 100; report += 1) scheduler.observe(SQUARE, 9000);
    expect(scheduler.measured(SQUARE)).toBeCloseTo(9000, -1);
  });

  it('belong to one function each', () => {
    const scheduler = new Scheduler(1);
    scheduler.observe(SQUARE, 1000);
    expect(scheduler.measured(NORM)).toBeUndefined();
    expect(scheduler.estimate(NORM, 1)).toBeGreaterThan(1000);
  });

  it('are multiplied by the number of items', () => {
    const scheduler = new Scheduler(1);
    scheduler.observe(NORM, 500);
    expect(scheduler.estimate(NORM, 12)).toBe(6000);
  });
});
