import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Doorbell } from 'atomics-ring';
import { type CollectorHooks, ResultCollector } from '../src/result-collector.ts';

/** The collector takes its clock when it is imported, so this one stands in its place before. */
const clock = vi.hoisted(() => {
  const read = performance.now.bind(performance);
  const replaceable = { read, real: read };
  performance.now = () => replaceable.read();
  return replaceable;
});

/** Workers as the collector sees them: results that are there, what a worker without tasks says, and work that is open. */
class FakeWorkers implements CollectorHooks {
  results = 0;
  reports = 0;
  open = 0;
  isSoon = true;
  collections = 0;
  taken = 0;
  readonly rests: boolean[] = [];
  onCollect: () => void = () => {};

  collect(): number {
    this.reports = 0;
    return this.collectFromBusy();
  }

  collectFromBusy(): number {
    this.collections += 1;
    const { results } = this;
    this.results = 0;
    this.open -= results;
    this.taken += results;
    this.onCollect();
    return results;
  }

  hasResults(): boolean {
    return this.results + this.reports > 0;
  }

  hasOpenWork(): boolean {
    return this.open > 0;
  }

  isResting(isResting: boolean): void {
    this.rests.push(isResting);
  }

  expectsSoon(): boolean {
    return this.isSoon;
  }
}

let memory: SharedArrayBuffer;
let workers: FakeWorkers;
let collector: ResultCollector;
/** The workers' end of the doorbell. */
let bell: Doorbell;

beforeEach(() => {
  memory = new SharedArrayBuffer(4);
  workers = new FakeWorkers();
  collector = new ResultCollector(memory, workers);
  bell = new Doorbell(new Int32Array(memory), 0);
});

afterEach(() => {
  collector.stop();
  clock.read = clock.real;
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function submit(items = 1): void {
  workers.open += items;
  collector.workAdded();
}

/** A worker has finished: its results are there, and it rings. */
function finish(items = 1): boolean {
  workers.results += items;
  return bell.ring();
}

/** Turns the event loop until the collector sleeps. */
async function untilAsleep(): Promise<void> {
  while (Atomics.load(new Int32Array(memory), 0) === 0) await turn();
}

async function untilTaken(items: number): Promise<void> {
  while (workers.taken < items) await turn();
}

describe('a collector', () => {
  it('does nothing before work is added', async () => {
    await turn();
    await turn();
    expect(workers.collections).toBe(0);
    expect(workers.rests).toEqual([]);
  });

  it('hears what a worker says before work is added', async () => {
    await untilAsleep();
    expect(finish()).toBe(true);
    await untilTaken(1);
    expect(workers.open).toBe(-1);
  });

  it('takes what a worker has said before it was listened to', async () => {
    workers.results = 1;
    await untilTaken(1);
    expect(workers.collections).toBe(1);
  });

  it('hears what a worker says while nothing is open', async () => {
    submit();
    finish();
    await untilTaken(1);
    await untilAsleep();
    expect(finish()).toBe(true);
    await untilTaken(2);
    await untilAsleep();
    expect(finish()).toBe(true);
    await untilTaken(3);
  });

  it('does not ask to be rung between two tasks that follow each other', async () => {
    for (let task = 0; task < 5; task += 1) {
      submit();
      workers.results = 1;
      await Promise.resolve();
      expect(workers.rests.at(-1)).toBe(true);
      expect(bell.ring()).toBe(false);
    }
  });

  it('hears nothing any more once it is stopped', async () => {
    await untilAsleep();
    collector.stop();
    collector.workAdded();
    workers.results = 1;
    await turn();
    await turn();
    expect(workers.collections).toBe(0);
    expect(bell.ring()).toBe(false);
  });

  it('takes results that come at once within the same turn of the event loop', async () => {
    submit();
    workers.results = 1;
    await Promise.resolve();
    expect(workers.taken).toBe(1);
  });

  it('sleeps when none come, and is woken by the doorbell', async () => {
    submit();
    await untilAsleep();
    expect(finish()).toBe(true);
    await untilTaken(1);
    expect(collector.missedWakeUps).toBe(0);
  });

  it('sleeps at once when none are to be expected soon', async () => {
    workers.isSoon = false;
    submit();
    await Promise.resolve();
    expect(Atomics.load(new Int32Array(memory), 0)).toBe(1);
    finish();
    await untilTaken(1);
  });

  it('does not sleep over results that came before it slept', async () => {
    workers.isSoon = false;
    workers.onCollect = () => {
      workers.onCollect = () => {};
      workers.results = 1;
    };
    submit();
    await untilTaken(1);
    expect(workers.rests).toEqual([false, true]);
  });

  it('sleeps and wakes again and again', async () => {
    submit(20);
    for (let item = 1; item <= 20; item += 1) {
      await untilAsleep();
      finish();
      await untilTaken(item);
    }
    expect(collector.missedWakeUps).toBe(0);
  });

  it('looks at once when work is added while it sleeps', async () => {
    submit();
    await untilAsleep();
    submit();
    workers.results = 2;
    await Promise.resolve();
    expect(workers.taken).toBe(2);
  });

  it('rests when nothing is open, and begins again with new work', async () => {
    submit();
    workers.results = 1;
    await turn();
    expect(workers.rests).toEqual([false, true]);
    submit();
    workers.results = 1;
    await turn();
    expect(workers.rests).toEqual([false, true, false, true]);
    expect(workers.taken).toBe(2);
  });

  it('gives the event loop its turns while results keep coming', async () => {
    submit(1_000_000);
    workers.onCollect = () => {
      workers.results = 1;
    };
    await turn();
    await turn();
    expect(workers.collections).toBeGreaterThan(0);
    workers.onCollect = () => {};
    workers.open = 0;
  });

  it('finds results that no doorbell announced, and counts that', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    submit();
    await untilAsleep();
    workers.results = 1;
    vi.advanceTimersByTime(2000);
    await untilTaken(1);
    expect(collector.missedWakeUps).toBe(1);
  });

  it('takes nothing for missed while nothing has come', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    submit();
    await untilAsleep();
    vi.advanceTimersByTime(10_000);
    expect(collector.missedWakeUps).toBe(0);
  });
});

describe('the event loop', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  it('is held while the collector sleeps with open work, and only then', async () => {
    const timers = vi.spyOn(globalThis, 'setInterval');
    submit();
    await untilAsleep();
    expect(timers.mock.results.map(({ value }) => value.hasRef())).toEqual([true]);
    finish();
    await untilTaken(1);
    await turn();
    expect(timers.mock.results.map(({ value }) => value.hasRef())).toEqual([false]);
    submit();
    await untilAsleep();
    expect(timers.mock.results.map(({ value }) => value.hasRef())).toEqual([true]);
  });

  it('has no timer left a second after the work is done', async () => {
    submit();
    await untilAsleep();
    finish();
    await untilTaken(1);
    await turn();
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on first with who awaits a result, and rests only when nothing more was submitted', async () => {
    submit();
    await untilAsleep();
    const restsBefore = workers.rests.length;
    workers.onCollect = () => {
      workers.onCollect = () => {};
      queueMicrotask(() => submit());
    };
    finish();
    await untilTaken(1);
    expect(workers.rests).toHaveLength(restsBefore);
    expect(workers.open).toBe(1);
  });

  it('is not held by listening while nothing is open', async () => {
    await untilAsleep();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is let go when the collector is stopped', async () => {
    submit();
    await untilAsleep();
    collector.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(Atomics.load(new Int32Array(memory), 0)).toBe(0);
  });
});

describe('a worker that has no task', () => {
  it('is heard once the event loop turns, not at each look between', async () => {
    submit();
    workers.reports = 1;
    for (let looks = 0; looks < 3; looks += 1) await Promise.resolve();
    expect([workers.collections > 0, workers.reports]).toEqual([true, 1]);
    while (workers.reports > 0) await turn();
    expect(workers.taken).toBe(0);
  });

  it('is heard when it rings', async () => {
    submit();
    await untilAsleep();
    workers.reports = 1;
    bell.ring();
    while (workers.reports > 0) await turn();
  });

  it('is heard by a thread that blocks', () => {
    workers.reports = 1;
    expect(collector.lookSync(() => false)).toBe(false);
    expect(workers.reports).toBe(0);
  });
});

describe('looking for a thread that blocks', () => {
  /** Time does not pass: what is not over goes on being looked for, however slow the machine is. */
  function stopClock(): void {
    const time = clock.real();
    clock.read = () => time;
  }

  /** Results come at look number `look`. */
  function resultsAt(look: number, results: number): void {
    workers.onCollect = () => {
      if (workers.collections === look - 1) workers.results += results;
    };
  }

  it('takes nothing when it is over before', () => {
    workers.results = 1;
    expect(collector.lookSync(() => true)).toBe(true);
    expect(workers.collections).toBe(0);
  });

  it('looks until it is over', () => {
    stopClock();
    resultsAt(20, 1);
    expect(collector.lookSync(() => workers.taken === 1)).toBe(true);
    expect(workers.collections).toBe(20);
  });

  it('goes on after results that do not end it', () => {
    stopClock();
    workers.onCollect = () => {
      if (workers.collections % 10 === 0) workers.results += 1;
    };
    expect(collector.lookSync(() => workers.taken === 3)).toBe(true);
    expect(workers.collections).toBe(31);
  });

  it('ends though results of others go on coming', () => {
    workers.onCollect = () => {
      workers.results = 1;
    };
    expect(collector.lookSync(() => false)).toBe(false);
  });

  it('gives up when nothing comes', () => {
    expect(collector.lookSync(() => false)).toBe(false);
    expect(workers.collections).toBeGreaterThan(1);
  });

  it('takes what is there, and does not look again, when no answer is expected soon', () => {
    workers.isSoon = false;
    workers.results = 2;
    expect(collector.lookSync(() => false)).toBe(false);
    expect([workers.taken, workers.collections]).toEqual([2, 1]);
  });
});
