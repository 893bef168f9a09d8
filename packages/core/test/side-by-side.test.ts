import { afterEach, describe, expect, it } from 'vitest';
import { TaskKind } from '../src/transport/task-record.ts';
import { DrivenWorker, endDrivenWorkers } from './driven-worker.ts';
import type { ResultRecord } from './record-exchange.ts';

afterEach(endDrivenWorkers);

function flags(count = 8): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Blocks this thread, its event loop too, until the flag is up. */
function block(words: Int32Array, index: number): void {
  if (Atomics.wait(words, index, 0, 30_000) === 'timed-out') throw new Error(`Expected flag ${index} to be raised.`);
}

function raise(words: Int32Array, index: number): void {
  Atomics.store(words, index, 1);
  Atomics.notify(words, index);
}

/** Slot, place in the record, and value. */
function result({ slot, item, values }: ResultRecord): unknown[] {
  return [slot, item, values[0]];
}

describe('tasks that await side by side', () => {
  it('are as many as may be, and no more', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    const starts = [0, 1, 2].map((mine) =>
      worker.call(mine, 'raiseAndAwait', [{ flags: words, mine, other: mine + 3 }]),
    );
    block(words, 0);
    block(words, 1);
    expect(worker.tasks.recall(() => {})).toBe(1);
    expect(starts.map((start) => worker.view.runsOf(start).length)).toEqual([1, 1, 0]);
    expect(words[2]).toBe(0);
    raise(words, 3);
    raise(words, 4);
    expect((await worker.next(2)).map(({ slot }) => slot).sort((a, b) => a - b)).toEqual([0, 1]);
  });

  it('end in any order', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 3 });
    for (const mine of [0, 1, 2]) worker.call(mine, 'raiseAndAwait', [{ flags: words, mine, other: mine + 3 }]);
    for (const mine of [2, 0, 1]) {
      raise(words, mine + 3);
      expect((await worker.next()).map(result)).toEqual([[mine, -1, mine]]);
    }
  });

  it('leave the worker to others that come later', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.call(1, 'raiseAndAwait', [{ flags: words, mine: 0, other: 1 }]);
    block(words, 0);
    for (let slot = 2; slot < 6; slot += 1) {
      worker.call(slot, 'square', [slot]);
      expect((await worker.next()).map(result)).toEqual([[slot, -1, slot * slot]]);
    }
    expect(worker.view.itemsDone).toBe(4);
    raise(words, 1);
    expect((await worker.next()).map(result)).toEqual([[1, -1, 0]]);
  });

  it('keep their bytes, and those behind them, in the ring', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.idOf('square');
    const start = worker.call(1, 'raiseAndAwait', [{ flags: words, mine: 0, other: 1 }]);
    worker.call(2, 'square', [2]);
    await worker.next();
    expect(worker.released).toBe(start);
    raise(words, 1);
    await worker.next();
    expect(worker.released).toBe(worker.tasks.writePosition);
  });

  it('keep their bytes when what is behind them is recalled', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.idOf('square');
    const start = worker.call(1, 'raiseAndAwait', [{ flags: words, mine: 0, other: 1 }]);
    const second = worker.call(2, 'raiseAndBlock', [words, 2, 3]);
    block(words, 2);
    worker.call(3, 'square', [3]);
    expect(worker.tasks.recall(() => {})).toBe(1);
    raise(words, 3);
    expect((await worker.next()).map(({ slot }) => slot)).toEqual([2]);
    worker.call(4, 'square', [4]);
    expect((await worker.next()).map(result)).toEqual([[4, -1, 16]]);
    expect(second).toBeGreaterThan(start);
    expect(worker.released).toBe(start);
    raise(words, 1);
    await worker.next();
    expect(worker.released).toBe(worker.tasks.writePosition);
  });

  it('report the time from their own start to their end', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.call(1, 'raiseAndAwait', [{ flags: words, mine: 0, other: 1 }]);
    block(words, 0);
    const until = performance.now() + 20;
    while (performance.now() < until);
    worker.call(2, 'later', ['second']);
    const [second] = await worker.next();
    raise(words, 1);
    const [first] = await worker.next();
    expect(first!.nanos).toBeGreaterThan(20e6);
    expect(second!.nanos).toBeLessThan(first!.nanos);
  });
});

describe.each([1, 2])('tasks whose promises settle at once, with concurrency %d,', (concurrency) => {
  it('do not starve the event loop, however many there are', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    worker.call(0, 'raiseInTimer', [words, 1]);
    worker.call(1, 'block', [words, 0]);
    // 60 ms of work in the ring, all of it before the timer could fire otherwise.
    for (let slot = 2; slot < 602; slot += 1) worker.call(slot, 'busyLater', [0.1]);
    worker.call(602, 'flagOf', [words, 1]);
    raise(words, 0);
    let last: ResultRecord | undefined;
    while (last?.slot !== 602) [last] = await worker.next();
    expect(last.values).toEqual([1]);
  });
});

describe('the items of a chunk', () => {
  it('run side by side, the oldest chunk first', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    const items = [0, 1, 2].map((mine) => ({ flags: words, mine, other: mine + 3 }));
    const start = worker.chunk(1, 'raiseAndAwait', items);
    worker.call(2, 'square', [2]);
    block(words, 0);
    block(words, 1);
    raise(words, 4);
    expect((await worker.next()).map(result)).toEqual([[1, 1, 1]]);
    block(words, 2);
    expect(
      worker.view
        .runsOf(start)
        .map(({ item }) => item)
        .sort((a, b) => a - b),
    ).toEqual([0, 2]);
    raise(words, 3);
    expect((await worker.next(2)).map(result)).toEqual([
      [1, 0, 0],
      [2, -1, 4],
    ]);
    raise(words, 5);
    expect((await worker.next()).map(result)).toEqual([[1, 2, 2]]);
  });

  it('carry their places when they do not await, or fail, too', async () => {
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.chunk(1, 'square', [1, 2]);
    worker.chunk(2, 'failToInitialize', ['wrong']);
    worker.chunk(3, 'missing', ['wrong']);
    const records = await worker.next(4);
    expect(records.map(({ slot, item, kind }) => `${slot} ${item} ${kind}`).sort()).toEqual([
      '1 0 Values',
      '1 1 Values',
      '2 0 Thrown',
      '3 0 Failed',
    ]);
  });

  it('count from the start of the record when some are done elsewhere', async () => {
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    const bytes = new Uint8Array(new Float64Array([1, 2, 3]).buffer);
    worker.put(TaskKind.MapNumbers, 3, 1, bytes, worker.idOf('square'), 1);
    expect((await worker.next(2)).map(result)).toEqual([
      [1, 1, 4],
      [1, 2, 9],
    ]);
  });

  it('fail one by one with their places when they cannot be read', async () => {
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.put(TaskKind.Map, 3, 1, new Uint8Array([255, 255]), worker.idOf('square'), 1);
    worker.call(2, 'square', [2]);
    const records = await worker.next(3);
    expect(records.map(({ slot, item, kind }) => [slot, item, kind])).toEqual([
      [1, 1, 'Thrown'],
      [1, 2, 'Thrown'],
      [2, -1, 'Values'],
    ]);
    expect(worker.released).toBe(worker.tasks.writePosition);
  });
});

describe.each([1, 2])('a record that is stopped, with concurrency %d', (concurrency) => {
  it('ends after the item that runs, and says so', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    worker.idOf('square');
    const start = worker.chunk(1, 'raiseAndAwait', [
      { flags: words, mine: 0, other: 1 },
      ...Array.from({ length: concurrency }, () => ({ flags: words, mine: 2, other: 3 })),
    ]);
    worker.call(2, 'square', [2]);
    block(words, 0);
    if (concurrency > 1) block(words, 2);
    worker.view.stopRecord(start);
    raise(words, 1);
    raise(words, 3);
    const kinds: unknown[] = [];
    while (!kinds.includes('Values 2') || !kinds.includes('Stopped 1'))
      kinds.push(...(await worker.next()).map(({ kind, slot }) => `${kind} ${slot}`));
    expect(kinds.filter((kind) => kind === 'Stopped 1')).toHaveLength(1);
    expect(words[2]).toBe(concurrency - 1);
    expect(worker.released).toBe(worker.tasks.writePosition);
  });

  it('ends before its first item, when it was stopped by then', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    worker.idOf('square');
    worker.call(0, 'raiseAndBlock', [words, 0, 1]);
    block(words, 0);
    const start = worker.chunk(1, 'square', [1, 2, 3]);
    worker.view.stopRecord(start);
    worker.call(2, 'square', [2]);
    raise(words, 1);
    const records = await worker.next(3);
    expect(records.map(({ kind, slot }) => [kind, slot])).toEqual([
      ['Values', 0],
      ['Stopped', 1],
      ['Values', 2],
    ]);
  });
});
