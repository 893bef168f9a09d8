import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultChunkSize } from '../src/chunking.ts';
import { itemsSource, MapFeeder } from '../src/map-feeder.ts';
import { MapJob } from '../src/map-job.ts';
import { SettledJob } from '../src/settled-job.ts';
import { TaskKind } from '../src/transport/task-record.ts';
import { FakeEngine, range } from './fake-engine.ts';

let engine: FakeEngine;
let outcome: { results?: unknown[]; error?: unknown };

beforeEach(() => {
  engine = new FakeEngine();
  outcome = {};
});

/** A map that is sent by its feeder, and tells it of its items. */
function feed(items: readonly unknown[], chunkSize?: number | 'auto', form: 'results' | 'outcomes' = 'results') {
  const source = itemsSource(engine.asEngine, TaskKind.Map, 0, items);
  const feeder = new MapFeeder(engine.asEngine, 0, source, chunkSize);
  const parts = {
    items: items.length,
    limits: undefined,
    resolve: (results: unknown[]) => (outcome = { results }),
    reject: (error: unknown) => (outcome = { error }),
    progress: undefined,
    itemsSettled: (count: number) => feeder.itemsSettled(count),
  };
  const job = form === 'results' ? new MapJob(parts) : new SettledJob(parts);
  feeder.start(job);
  return { feeder, job };
}

/** Items that were sent before any was done. */
function ahead(): number {
  return engine.sizes.reduce((sum, size) => sum + size, 0);
}

describe('chunks of known size', () => {
  it('are all sent at once: Python’s size where none is given', () => {
    feed(range(100));
    expect(engine.sizes[0]).toBe(defaultChunkSize(100, 2));
    expect(engine.sizes.reduce((sum, size) => sum + size)).toBe(100);
  });

  it('are no feeder, and nothing of them is unsent', () => {
    feed(range(10), 3);
    expect([engine.feeders.size, engine.unsent]).toEqual([0, 0]);
  });

  it('are sent no more once the map is cancelled while they are sent', () => {
    const sendChunk = vi.spyOn(engine, 'sendChunk');
    let cancel!: () => void;
    sendChunk.mockImplementationOnce(() => cancel());
    const feeder = new MapFeeder(engine.asEngine, 0, itemsSource(engine.asEngine, TaskKind.Map, 0, range(10)), 3);
    cancel = () => feeder.cancel(() => new Error('cancelled'));
    feeder.start(new MapJob({ ...noParts, items: 10 }));
    expect(sendChunk).toHaveBeenCalledTimes(1);
    expect(engine.cancelled).toHaveLength(1);
  });
});

const noParts = {
  limits: undefined,
  resolve: (): void => {},
  reject: (): void => {},
  progress: undefined,
  itemsSettled: (): void => {},
};

describe('chunks of measured size', () => {
  it('are a few single items at first; the rest is counted as open all the same', () => {
    feed(range(1000), 'auto');
    expect(engine.sizes).toEqual([1, 1, 1, 1]);
    expect([engine.unsent, engine.feeders.size]).toEqual([996, 1]);
  });

  it('go on as results come, outside of the call that brings them', async () => {
    feed(range(1000), 'auto');
    engine.measured = 10_000;
    engine.finishOne();
    expect(engine.chunks).toHaveLength(4);
    await turn();
    expect(engine.chunks.length).toBeGreaterThan(4);
    expect(engine.unsent).toBe(1000 - engine.sizes.reduce((sum, size) => sum + size));
  });

  it('go on within a call that blocks, in the place of the microtask', async () => {
    const { feeder } = feed(range(1000), 'auto');
    engine.finishOne();
    feeder.feed();
    const sent = engine.chunks.length;
    expect(sent).toBeGreaterThan(4);
    await turn();
    expect(engine.chunks).toHaveLength(sent);
  });

  it('do not go on for a thread that blocks when nothing is due', () => {
    const { feeder } = feed(range(1000), 'auto');
    feeder.feed();
    expect(engine.chunks).toHaveLength(4);
  });

  it('are sent one by one, and no further ahead than a main thread that is asleep needs', () => {
    engine.measured = 1_000_000;
    feed(range(1000), 'auto');
    expect(engine.feedsTogether).toBe(0);
    expect(ahead()).toBeLessThan(16);
  });

  it('are sent together and further ahead where they cost next to nothing to make', () => {
    engine.measured = 1_000_000;
    const source = itemsSource(engine.asEngine, TaskKind.Map, 0, range(1000));
    const feeder = new MapFeeder(engine.asEngine, 0, { ...source, isLight: true }, 'auto');
    feeder.start(new MapJob({ ...noParts, items: 1000 }));
    expect(engine.feedsTogether).toBe(1);
    expect(ahead()).toBeGreaterThanOrEqual(16);
  });

  it('are a feeder until the last is sent, and give all results', async () => {
    feed(range(300), 'auto');
    await engine.finishAll();
    expect(outcome.results).toEqual(range(300));
    expect([engine.unsent, engine.feeders.size]).toEqual([0, 0]);
  });
});

describe('a cancelled map', () => {
  it('sends no more, and counts nothing as unsent', async () => {
    const { feeder, job } = feed(range(100), 'auto');
    feeder.cancel(() => new Error('cancelled'));
    expect([engine.unsent, engine.feeders.size]).toEqual([0, 0]);
    expect(engine.cancelled).toEqual([job]);
    expect(outcome.error).toMatchObject({ message: 'cancelled' });
    await engine.finishAll();
    expect(engine.chunks).toHaveLength(4);
  });

  it('may be cancelled again', () => {
    const { feeder } = feed(range(100), 'auto');
    feeder.cancel(() => new Error('cancelled'));
    feeder.cancel(() => new Error('again'));
    expect(engine.unsent).toBe(0);
    expect(outcome.error).toMatchObject({ message: 'cancelled' });
  });

  it('gives the outcome of each item where that is asked for', () => {
    const { feeder } = feed(range(10), 'auto', 'outcomes');
    engine.finishOne();
    feeder.cancel(() => new Error('cancelled'));
    const statuses = (outcome.results as PromiseSettledResult<unknown>[]).map(({ status }) => status);
    expect(statuses).toEqual(['fulfilled', ...new Array<string>(9).fill('rejected')]);
  });
});

describe('a map that is over', () => {
  it('has what is left of it dropped, and sends no more', async () => {
    const { feeder, job } = feed(range(100), 'auto');
    feeder.drop();
    expect(engine.dropped).toEqual([job]);
    expect([engine.unsent, engine.feeders.size]).toEqual([0, 0]);
    await engine.finishAll();
    expect(engine.chunks).toHaveLength(4);
  });
});

describe('a pool that takes no more', () => {
  it('lets the map end where it is closing', async () => {
    const { feeder } = feed(range(100), 'auto');
    engine.state = 'closing';
    feeder.stopInput(() => new Error('closing'));
    feeder.roomMade();
    await engine.finishAll();
    expect(outcome.results).toEqual(range(100));
  });

  it('fails all that is open where it has ended, each item with an error of its own', () => {
    const { feeder } = feed(range(10), 'auto', 'outcomes');
    engine.finishOne();
    engine.state = 'terminated';
    feeder.stopInput(() => new Error('terminated'));
    expect([engine.unsent, engine.unsentDropped, engine.feeders.size]).toEqual([0, 6, 0]);
    const [done, ...failed] = outcome.results as PromiseRejectedResult[];
    expect(done).toEqual({ status: 'fulfilled', value: 0 });
    const reasons = failed.map(({ reason }) => reason as { message: string; taskIndex: number });
    expect(reasons.map(({ message }) => message)).toEqual(new Array(9).fill('terminated'));
    expect(reasons.map(({ taskIndex }) => taskIndex)).toEqual(range(10).slice(1));
  });

  it('does not count off what was not sent where it has ended', async () => {
    const length = 2 ** 50;
    const source = { length, mostItems: 1, send: () => {} };
    const feeder = new MapFeeder(engine.asEngine, 0, source, 'auto');
    const failure = new Promise((_, reject) =>
      feeder.start(new MapJob({ ...noParts, items: length, take: () => {}, reject })),
    );
    engine.state = 'terminated';
    feeder.stopInput(() => new Error('terminated'));
    await expect(failure).rejects.toThrow('terminated');
  });
});
