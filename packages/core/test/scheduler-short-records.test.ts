import { beforeEach, describe, expect, it } from 'vitest';
import { NO_WORKER, type Scheduler } from '../src/scheduler.ts';
import { addReady, dispatch, finish, held, LONG, makeScheduler, NANO, SQUARE, TINY } from './scheduler-bench.ts';

const WORKERS = 8;
const PROCESSORS = 4;
/** Longer than the main thread takes to feed a worker, and far from worth a wake-up. */
const SHORT = 10_000;
/** What a worker is given ahead. */
const AHEAD_NANOS = 1_000_000;

let scheduler: Scheduler;

beforeEach(() => open());

function open(concurrency = 1): void {
  scheduler = makeScheduler(WORKERS, concurrency, PROCESSORS);
  for (let worker = 0; worker < WORKERS; worker += 1) addReady(scheduler, worker);
}

/** Sends a record to the worker that is chosen for it. */
function send(items: number, functionId = NANO): number {
  const worker = scheduler.choose(functionId, items);
  if (worker !== NO_WORKER) dispatch(scheduler, worker, items, functionId);
  return worker;
}

/** Sends so many records, and returns how many each worker got. */
function spread(records: number, items: number): number[] {
  const counts = new Array<number>(WORKERS).fill(0);
  for (let record = 0; record < records; record += 1) counts[send(items)]! += 1;
  return counts;
}

function workersWithRecords(): number[] {
  return held.flatMap((slots, worker) => (slots.length > 0 ? [worker] : []));
}

describe('short records', () => {
  it('go to one worker while that one takes them as fast as the main thread can submit them', () => {
    expect(spread(AHEAD_NANOS / TINY, TINY)).toEqual([AHEAD_NANOS / TINY, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('go to a second one when the first has enough, to a third when that has, and to no more than there are processors', () => {
    const full = AHEAD_NANOS / TINY;
    expect(spread(PROCESSORS * full, TINY)).toEqual([full, full, full, full, 0, 0, 0, 0]);
    expect(send(TINY)).toBe(NO_WORKER);
  });

  it('go to as many workers as the main thread can feed', () => {
    expect(spread(600, 500)).toEqual([300, 300, 0, 0, 0, 0, 0, 0]);
  });

  it('go to as many workers as can run at the same time, alike to each, and then wait', () => {
    const full = AHEAD_NANOS / SHORT;
    expect(spread(PROCESSORS * full, SHORT)).toEqual([full, full, full, full, 0, 0, 0, 0]);
    expect(send(SHORT)).toBe(NO_WORKER);
    finish(scheduler, 2);
    expect(send(SHORT)).toBe(2);
    expect(send(SHORT)).toBe(NO_WORKER);
  });

  it('do not keep a long one waiting', () => {
    spread((PROCESSORS * AHEAD_NANOS) / SHORT, SHORT);
    expect(send(LONG)).toBe(PROCESSORS);
  });

  it('are put behind no long one while another worker sleeps', () => {
    for (let worker = 0; worker < PROCESSORS; worker += 1) dispatch(scheduler, worker, LONG);
    expect(send(SHORT)).toBe(PROCESSORS);
  });

  it('wake another worker where one that has them has a long one too: it may not use its processor', () => {
    spread(PROCESSORS * 10, SHORT);
    dispatch(scheduler, 0, LONG);
    const [, , , , woken] = spread(50, SHORT);
    expect(woken).toBeGreaterThan(0);
  });

  it('count again once the long one is done', () => {
    dispatch(scheduler, 0, LONG);
    spread(15, SHORT);
    expect(workersWithRecords()).toEqual([0, 1, 2, 3]);
    finish(scheduler, 0);
    dispatch(scheduler, 0, SHORT);
    expect(new Set([send(SHORT), send(SHORT), send(SHORT), send(SHORT)]).has(4)).toBe(false);
  });

  it('go elsewhere when a worker turns out to be stuck', () => {
    spread((PROCESSORS * AHEAD_NANOS) / SHORT, SHORT);
    scheduler.workerRemoved(1);
    expect(send(SHORT)).toBe(PROCESSORS);
  });

  it('find the worker busy that is there in the place of one that ended', () => {
    spread((PROCESSORS * AHEAD_NANOS) / SHORT, SHORT);
    scheduler.workerRemoved(1);
    addReady(scheduler, 1);
    expect(scheduler.busy.count).toBe(PROCESSORS - 1);
    expect(send(SHORT)).toBe(1);
    expect(send(SHORT)).toBe(1);
    expect(scheduler.busy.count).toBe(PROCESSORS);
  });

  it('leave one worker too many to run dry', () => {
    for (const worker of [0, 1]) dispatch(scheduler, worker, 60_000 - TINY);
    for (const worker of [0, 1]) dispatch(scheduler, worker, TINY);
    for (const worker of [0, 1]) finish(scheduler, worker);
    dispatch(scheduler, 1, 40_000);
    dispatch(scheduler, 1, 40_000);
    expect(spread(100, 2 * TINY)).toEqual([0, 100, 0, 0, 0, 0, 0, 0]);
  });

  it('are spread as any others where workers may have several tasks open: those may wait for something', () => {
    open(2);
    expect(spread((WORKERS * AHEAD_NANOS) / SHORT, SHORT)).toEqual(new Array(WORKERS).fill(AHEAD_NANOS / SHORT));
  });

  it('are not those of a function that was never measured', () => {
    for (let record = 0; record < WORKERS; record += 1) send(1, SQUARE);
    expect(workersWithRecords()).toHaveLength(WORKERS);
  });

  it('stay short when a thread lost its processor in the midst of one', () => {
    scheduler.observe(SQUARE, TINY);
    scheduler.observe(SQUARE, 5_000_000);
    expect(scheduler.measured(SQUARE)).toBeLessThan(1000);
  });

  it('become long ones when their time has grown for good', () => {
    scheduler.observe(SQUARE, TINY);
    for (let measurements = 0; measurements < 20; measurements += 1) scheduler.observe(SQUARE, LONG);
    expect(scheduler.measured(SQUARE)).toBeGreaterThan(LONG / 2);
  });
});

describe('work that is taken back for a worker that sleeps', () => {
  it('is no short work while as many are busy with such as can run at the same time', () => {
    for (let worker = 0; worker < PROCESSORS; worker += 1)
      for (let record = 0; record < 50; record += 1) dispatch(scheduler, worker, SHORT);
    expect(scheduler.chooseOverloaded()).toBe(NO_WORKER);
  });

  it('is no work that one worker does as fast as the main thread can submit it', () => {
    for (let record = 0; record < 5000; record += 1) dispatch(scheduler, 3, TINY);
    expect(scheduler.chooseOverloaded()).toBe(NO_WORKER);
  });

  it('is short work while fewer are busy', () => {
    for (let record = 0; record < 50; record += 1) dispatch(scheduler, 3, SHORT);
    expect(scheduler.chooseOverloaded()).toBe(3);
  });

  it('is short work behind a long task, however many are busy', () => {
    for (let worker = 0; worker < PROCESSORS; worker += 1)
      for (let record = 0; record < 50; record += 1) dispatch(scheduler, worker, SHORT);
    dispatch(scheduler, 2, 300_000);
    expect(scheduler.chooseOverloaded()).toBe(2);
  });

  it('is short work of workers that may have several tasks open', () => {
    open(2);
    for (let worker = 0; worker < PROCESSORS; worker += 1)
      for (let record = 0; record < 50; record += 1) dispatch(scheduler, worker, SHORT);
    expect(scheduler.chooseOverloaded()).toBe(0);
  });
});
