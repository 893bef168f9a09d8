import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImapOptions, MapOptions } from '../src/call-options.ts';
import type { Engine, Feeder } from '../src/engine.ts';
import type { Input } from '../src/input-reader.ts';
import type { Job } from '../src/job-table.ts';
import type { PoolState } from '../src/lifecycle.ts';
import { runImap, runMap } from '../src/map-runner.ts';
import type { Progress } from '../src/progress.ts';
import type { ResultIterator } from '../src/result-iterator.ts';
import { TaskKind } from '../src/transport/task-record.ts';
import { rejection } from './rejection.ts';

interface SentChunk {
  readonly job: Job;
  readonly kind: number;
  readonly firstItem: number;
  readonly items: readonly unknown[];
  isDone: boolean;
}

/** An engine that takes note of what it is given; the test says what is done. */
class FakeEngine {
  readonly options = { workers: 2 };
  readonly chunks: SentChunk[] = [];
  readonly feeders = new Set<Feeder>();
  state: PoolState = 'running';
  measured: number | undefined;
  droppings = 0;
  mostUnderWay = 0;
  #underWay = 0;

  functionId(name: string): number | undefined {
    return name === 'square' ? 0 : undefined;
  }

  unknownTask(name: string): Error {
    return new Error(`no ${name}`);
  }

  refusal(): Error {
    return new Error(`it is ${this.state}`);
  }

  measuredNanos(): number | undefined {
    return this.measured;
  }

  addFeeder(feeder: Feeder): void {
    this.feeders.add(feeder);
  }

  removeFeeder(feeder: Feeder): void {
    this.feeders.delete(feeder);
  }

  dropWaiting(): void {
    this.droppings += 1;
  }

  sendChunk(job: Job, _functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    this.chunks.push({ job, kind, firstItem, items, isDone: false });
    this.#underWay += items.length;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
  }

  get sizes(): number[] {
    return this.chunks.map(({ items }) => items.length);
  }

  /** Everything sent is done, each item with itself as its result. */
  async finishAll(): Promise<void> {
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      chunk.isDone = true;
      this.#underWay -= chunk.items.length;
      for (const [index, item] of chunk.items.entries()) chunk.job.itemDone(chunk.firstItem + index, item);
      await turn();
    }
  }

  #next(): SentChunk | undefined {
    return this.chunks.find(({ isDone }) => !isDone);
  }
}

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

function map(items: readonly unknown[], options: MapOptions = {}, name = 'square'): Promise<unknown[]> {
  return runMap(engine as unknown as Engine, TaskKind.Map, name, items, options);
}

function imap(input: Input<unknown>, options: ImapOptions = {}, name = 'square'): ResultIterator<unknown> {
  return runImap(engine as unknown as Engine, {}, true, name, input, options);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
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
    void runMap(engine as unknown as Engine, TaskKind.Starmap, 'square', [[1]], {});
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
    for (const feeder of engine.feeders) feeder.stopInput(new Error('closing'));
    await engine.finishAll();
    expect(await results).toEqual(range(100));
  });

  it('fails what was not sent when the pool has ended', async () => {
    const error = rejection(map(range(100), { chunkSize: 'auto' }));
    engine.state = 'terminated';
    for (const feeder of engine.feeders) feeder.stopInput(new Error('terminated'));
    await engine.finishAll();
    expect(await error).toMatchObject({ message: 'terminated', taskIndex: 4 });
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
    expect([engine.feeders.size, engine.droppings]).toEqual([0, 1]);
  });

  it('is refused when the pool does not run, or there is no such function', async () => {
    expect(await rejection(imap([1], {}, 'cube').next())).toMatchObject({ message: 'no cube' });
    engine.state = 'closed';
    expect(await rejection(imap([1]).next())).toMatchObject({ message: 'it is closed' });
    expect([engine.chunks.length, engine.feeders.size]).toEqual([0, 0]);
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
