import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImapOptions, MapOptions } from '../src/call-options.ts';
import type { Input } from '../src/input-reader.ts';
import type { Job } from '../src/job-table.ts';
import { type MapCall, type MapForm, runImap, runMap, runMapSync } from '../src/map-runner.ts';
import type { Progress } from '../src/progress.ts';
import type { ResultIterator } from '../src/result-iterator.ts';
import { TaskKind } from '../src/transport/task-record.ts';
import { FakeEngine, range } from './fake-engine.ts';
import { rejection } from './rejection.ts';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

function call(form: MapForm): MapCall {
  return { kind: TaskKind.Map, form, canCancel: false };
}

function map(items: readonly unknown[], options: MapOptions = {}, name = 'square'): Promise<unknown[]> {
  return runMap(engine.asEngine, call('results'), name, items, options).promise;
}

function imap(input: Input<unknown>, options: ImapOptions = {}, name = 'square'): ResultIterator<unknown> {
  return runImap(engine.asEngine, {}, true, name, input, options);
}

describe('a map', () => {
  it('is sent at once in chunks of Python’s size', async () => {
    const results = map(range(100));
    expect(engine.sizes).toEqual([13, 13, 13, 13, 13, 13, 13, 9]);
    expect(engine.chunks.map(({ firstItem }) => firstItem)).toEqual([0, 13, 26, 39, 52, 65, 78, 91]);
    await engine.finishAll();
    expect(await results).toEqual(range(100));
  });

  it('is sent in chunks of the given size', () => {
    void map(range(10), { chunkSize: 4 });
    expect(engine.sizes).toEqual([4, 4, 2]);
  });

  it('is one chunk when that is larger than all', () => {
    void map(range(10), { chunkSize: 1_000_000 });
    expect(engine.sizes).toEqual([10]);
  });

  it('keeps its kind', () => {
    void runMap(engine.asEngine, { kind: TaskKind.Starmap, form: 'results', canCancel: false }, 'square', [[1]], {});
    expect(engine.chunks[0]!.kind).toBe(TaskKind.Starmap);
  });

  it('of nothing gives nothing, and sends nothing', async () => {
    expect(await map([])).toEqual([]);
    expect(engine.chunks).toEqual([]);
  });

  it('is refused when the pool does not run', async () => {
    engine.state = 'closing';
    expect(await rejection(map([1]))).toMatchObject({ message: 'it is closing' });
    expect(await rejection(map([]))).toMatchObject({ message: 'it is closing' });
  });

  it('is refused when there is no such function', async () => {
    expect(await rejection(map([1], {}, 'cube'))).toMatchObject({ message: 'no cube' });
  });

  it('tells its progress', async () => {
    const calls: Progress[] = [];
    void map(range(3), { onProgress: (progress) => calls.push(progress) });
    await engine.finishAll();
    expect(calls.at(-1)).toMatchObject({ done: 3, total: 3 });
  });
});

describe('what can stop a map', () => {
  const limitsOf = (): unknown => engine.chunks[0]!.job.limits;

  it('is nothing, as a rule', () => {
    void map([1]);
    expect(limitsOf()).toBeUndefined();
  });

  it('is a limit for each item: the call’s own, or the pool’s', () => {
    void map([1], { timeoutMs: 50, graceMs: 5 });
    expect(limitsOf()).toEqual({ timeoutMs: 50, graceMs: 5 });
    engine = new FakeEngine();
    engine.options.taskTimeoutMs = 80;
    void map([1]);
    expect(limitsOf()).toEqual({ timeoutMs: 80, graceMs: 0 });
  });

  it('is its handle', () => {
    const { promise, cancel } = runMap(
      engine.asEngine,
      { ...call('results'), canCancel: true },
      'square',
      range(10),
      {},
    );
    expect(limitsOf()).toEqual({ timeoutMs: Infinity, graceMs: 0 });
    cancel(() => new Error('cancelled'));
    return expect(promise).rejects.toThrow('cancelled');
  });

  it('is its signal, which it lets go of when it is over', async () => {
    const { signal } = new AbortController();
    const results = map(range(3), { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await engine.finishAll();
    await results;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is its signal when it fires', async () => {
    const abort = new AbortController();
    const error = rejection(map(range(3), { signal: abort.signal }));
    abort.abort('enough');
    expect(await error).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
    expect(engine.cancelled).toEqual([engine.chunks[0]!.job]);
  });

  it('is a signal that has fired: nothing is sent', async () => {
    const signal = AbortSignal.abort('before');
    expect(await rejection(map([1], { signal }))).toMatchObject({ code: 'ABORT_ERR', cause: 'before' });
    expect(await rejection(map([], { signal }))).toMatchObject({ code: 'ABORT_ERR' });
    expect(engine.chunks).toEqual([]);
  });

  it('is an error, where it is to fail fast', async () => {
    const error = rejection(map(range(100), { failFast: true }));
    engine.chunks[1]!.job.itemFailed(13, new Error('first'));
    expect(await error).toMatchObject({ message: 'first', taskIndex: 13 });
    expect(engine.dropped).toEqual([engine.chunks[0]!.job]);
  });

  it('is want of room: it is refused whole', async () => {
    engine.queueRoom = 9;
    expect(await rejection(map(range(10)))).toMatchObject({ message: 'no room for 10' });
    expect(engine.chunks).toEqual([]);
  });
});

describe('a map of outcomes', () => {
  it('gives that of each item', async () => {
    const { promise } = runMap(engine.asEngine, call('outcomes'), 'square', range(2), {});
    engine.chunks[0]!.job.itemFailed(0, 'wrong');
    engine.chunks[1]!.job.itemDone(1, 'right');
    expect(await promise).toEqual([
      { status: 'rejected', reason: 'wrong' },
      { status: 'fulfilled', value: 'right' },
    ]);
  });
});

describe('a map that blocks', () => {
  function mapSync(items: readonly unknown[], options: MapOptions = {}, name = 'square'): readonly unknown[] {
    return runMapSync(engine.asEngine, name, items, options);
  }

  it('gives its results when all are there', () => {
    engine.whileBlocked = range(100).map(() => () => void engine.finishOne());
    expect(mapSync(range(100))).toEqual(range(100));
  });

  it('goes on sending chunks of measured size without a microtask', () => {
    engine.whileBlocked = range(100).map(() => () => void engine.finishOne());
    expect(mapSync(range(100), { chunkSize: 'auto' })).toEqual(range(100));
  });

  it('throws its error, that of the lowest index', () => {
    engine.whileBlocked = [
      () => engine.chunks[1]!.job.itemFailed(1, new Error('higher')),
      () => engine.chunks[0]!.job.itemFailed(0, new Error('lower')),
    ];
    expect(() => mapSync(range(2))).toThrow('lower');
  });

  it('throws when its time is over, and is cancelled', () => {
    expect(() => mapSync(range(2), { timeoutMs: 50 })).toThrow('within 50 ms');
    expect([engine.cancelled.length, engine.flushes]).toEqual([1, 1]);
  });

  it('has its items limited by the pool, not by its own limit, which is for the whole wait', () => {
    engine.options.taskTimeoutMs = 70;
    expect(() => mapSync(range(2), { timeoutMs: 50 })).toThrow('within 50 ms');
    expect(engine.chunks[0]!.job.limits).toEqual({ timeoutMs: 70, graceMs: 0 });
    expect(engine.sizes).toEqual([1, 1]);
  });

  it('throws where the thread must not block, and sends nothing', () => {
    engine.mayBlock = false;
    expect(() => mapSync([1])).toThrow('it must not block');
    expect(engine.chunks).toEqual([]);
  });

  it('of nothing gives nothing', () => {
    expect(mapSync([])).toEqual([]);
  });

  it('throws why it is refused', () => {
    expect(() => mapSync([1], {}, 'cube')).toThrow('no cube');
    expect(() => mapSync([1], { signal: AbortSignal.abort() })).toThrow('aborted');
    engine.state = 'closed';
    expect(() => mapSync([])).toThrow('it is closed');
    expect(engine.chunks).toEqual([]);
  });
});

describe('a map in chunks of measured size', () => {
  it('begins with single items, a few ahead of the workers', () => {
    void map(range(1000), { chunkSize: 'auto' });
    expect(engine.sizes).toEqual([1, 1, 1, 1]);
    expect(engine.feeders.size).toBe(1);
  });

  it('goes on by what one item takes, to the end', async () => {
    const results = map(range(5000), { chunkSize: 'auto' });
    engine.measured = 10_000;
    await engine.finishAll();
    expect(await results).toEqual(range(5000));
    expect(Math.max(...engine.sizes)).toBe(200);
    expect(engine.sizes.at(-1)).toBeLessThan(200);
    expect(engine.feeders.size).toBe(0);
  });

  it('never has more under way than two chunks for each worker', async () => {
    void map(range(5000), { chunkSize: 'auto' });
    engine.measured = 10_000;
    await engine.finishAll();
    expect(engine.mostUnderWay).toBeGreaterThan(200);
    expect(engine.mostUnderWay).toBeLessThanOrEqual(2 * 2 * 200);
  });

  it('goes on while the pool is closing', async () => {
    const results = map(range(100), { chunkSize: 'auto' });
    engine.state = 'closing';
    for (const feeder of engine.feeders) feeder.stopInput(() => new Error('closing'));
    await engine.finishAll();
    expect(await results).toEqual(range(100));
  });

  it('fails, and sends no more, when the pool has ended', async () => {
    const error = rejection(map(range(100), { chunkSize: 'auto' }));
    engine.state = 'terminated';
    for (const feeder of engine.feeders) feeder.stopInput(() => new Error('terminated'));
    await engine.finishAll();
    expect(await error).toMatchObject({ message: 'terminated' });
    expect([engine.chunks.length, engine.feeders.size]).toEqual([4, 0]);
  });

  it('goes on when items fail as they are sent', async () => {
    const failing = Object.assign(engine, {
      sendChunk: (job: Job, _id: number, _kind: number, firstItem: number, items: readonly unknown[]) => {
        items.forEach((_, index) => job.itemFailed(firstItem + index, new Error(`item ${firstItem + index}`)));
      },
    });
    const error = await rejection(map(range(50), { chunkSize: 'auto' }));
    expect(error).toMatchObject({ message: 'item 0', taskIndex: 0 });
    expect(failing.feeders.size).toBe(0);
  });
});

describe('an imap', () => {
  it('sends single items, four for each worker, and gives their results', async () => {
    const iterator = imap(range(100));
    expect(engine.sizes).toEqual(new Array(8).fill(1));
    await engine.finishAll();
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
  });

  it('sends chunks of the given size', () => {
    imap(range(100), { chunkSize: 5, buffer: 20 });
    expect(engine.sizes).toEqual([5, 5, 5, 5]);
  });

  it('sends chunks of measured size, and not endless ones', () => {
    engine.measured = 1;
    imap(range(10_000), { chunkSize: 'auto' });
    expect(engine.sizes[0]).toBeGreaterThan(100);
    expect(engine.sizes[0]).toBeLessThan(2000);
  });

  it('is a feeder of the engine until its input has ended', () => {
    imap(range(3));
    expect(engine.feeders.size).toBe(0);
    imap(range(100));
    expect(engine.feeders.size).toBe(1);
  });

  it('is no feeder any more when it was left', async () => {
    const iterator = imap(range(100));
    await iterator.return();
    expect([engine.feeders.size, engine.dropped.length]).toEqual([0, 1]);
  });

  it('is refused when the pool does not run, or there is no such function', async () => {
    expect(await rejection(imap([1], {}, 'cube').next())).toMatchObject({ message: 'no cube' });
    engine.state = 'closed';
    expect(await rejection(imap([1]).next())).toMatchObject({ message: 'it is closed' });
    expect([engine.chunks.length, engine.feeders.size]).toEqual([0, 0]);
  });

  it('ends when its signal fires, and lets go of it', async () => {
    const abort = new AbortController();
    const iterator = imap(range(100), { signal: abort.signal });
    abort.abort('enough');
    expect(await rejection(iterator.next())).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
    expect(engine.cancelled).toHaveLength(1);
    expect([engine.feeders.size, getEventListeners(abort.signal, 'abort').length]).toEqual([0, 0]);
  });

  it('lets go of its signal when all results are there', async () => {
    const { signal } = new AbortController();
    imap(range(3), { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await engine.finishAll();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('takes nothing when its signal has fired before', async () => {
    const iterator = imap(range(3), { signal: AbortSignal.abort('before') });
    expect(await rejection(iterator.next())).toMatchObject({ code: 'ABORT_ERR', cause: 'before' });
    expect(engine.chunks).toEqual([]);
  });

  it('holds its items to limits', () => {
    imap(range(3), { timeoutMs: 50 });
    expect(engine.chunks[0]!.job.limits).toEqual({ timeoutMs: 50, graceMs: 0 });
  });

  it('waits for room where the pool limits its items', async () => {
    engine.queueCapacity = 4;
    engine.queueRoom = 0;
    const iterator = imap(range(3));
    expect(engine.chunks).toEqual([]);
    engine.queueRoom = 4;
    for (const feeder of engine.feeders) feeder.roomMade();
    await engine.finishAll();
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
  });

  it('throws what making an iterator throws', () => {
    const input = {
      [Symbol.iterator]: (): never => {
        throw new Error('no iterator');
      },
    };
    expect(() => imap(input)).toThrow('no iterator');
  });
});
