import { afterEach, describe, expect, it } from 'vitest';
import { isWorkerThread, taskSignal, workerIndex } from '../dist/worker-thread.js';
import { WATCHED } from '../src/transport/task-record.ts';
import { DrivenWorker, endDrivenWorkers } from './driven-worker.ts';

afterEach(endDrivenWorkers);

function flags(count = 4): Int32Array {
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

/** Fires the signals of all items of the record that run now. */
function abort(worker: DrivenWorker, position: number): number {
  const runs = worker.view.runsOf(position);
  for (const run of runs) worker.view.abort(run);
  return runs.length;
}

async function values(worker: DrivenWorker, count: number): Promise<unknown[]> {
  return (await worker.next(count)).map((record) => record.values[0]);
}

describe('the place of a thread that is no worker of a pool', () => {
  it('is nowhere, and has no task', () => {
    expect([isWorkerThread, workerIndex]).toEqual([false, undefined]);
    expect(() => taskSignal()).toThrow('Expected `taskSignal()` to be called by a running task of a pool');
  });
});

describe('the place of a task', () => {
  it('is a worker thread with its index', async () => {
    const worker = await DrivenWorker.ready({ workerIndex: 7 });
    worker.call(1, 'place');
    expect(await values(worker, 1)).toEqual([{ isWorkerThread: true, workerIndex: 7 }]);
  });
});

describe.each([1, 3])('the signal of a task, with concurrency %d', (concurrency) => {
  it('is the same at each call, and has not fired', async () => {
    const worker = await DrivenWorker.ready({ concurrency });
    worker.call(1, 'neverFires');
    worker.call(2, 'neverFires', [], WATCHED);
    expect(await values(worker, 2)).toEqual([
      [true, false, true],
      [true, false, true],
    ]);
  });

  it('is another for each item', async () => {
    const worker = await DrivenWorker.ready({ concurrency });
    worker.call(1, 'sameAsFormer');
    worker.call(2, 'sameAsFormer');
    worker.chunk(3, 'sameAsFormer', [0, 0]);
    worker.chunk(4, 'sameAsFormer', [0, 0], WATCHED);
    worker.call(5, 'square', [1]);
    const seen: unknown[] = [];
    while (seen.at(-1) !== 1) seen.push(...(await worker.next()).flatMap((record) => record.values));
    expect(seen).toEqual([false, false, false, false, false, false, 1]);
  });

  it('fires in a loop that never awaits', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    const position = worker.call(1, 'loopUntilAborted', [words, 0], WATCHED);
    block(words, 0);
    expect(abort(worker, position)).toBe(1);
    expect(await values(worker, 1)).toEqual(['AbortError']);
  });

  it('throws in a loop that never awaits', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    const position = worker.call(1, 'throwWhenAborted', [words, 0], WATCHED);
    block(words, 0);
    abort(worker, position);
    const [record] = await worker.next();
    expect([record!.kind, ...record!.values]).toEqual(['Thrown', 'This operation was aborted']);
  });

  it('calls its listeners while the task awaits', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    for (let round = 0; round < 3; round += 1) {
      const position = worker.call(1, 'awaitAbort', [words, round], WATCHED);
      block(words, round);
      abort(worker, position);
      expect(await values(worker, 1)).toEqual([[round, 'AbortError', true]]);
    }
  });

  it('does not fire for a task that comes after the one that was meant', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    const first = worker.call(1, 'awaitAbortOrFlag', [words, 0, 1], WATCHED);
    block(words, 0);
    const runs = worker.view.runsOf(first);
    raise(words, 1);
    expect(await values(worker, 1)).toEqual([0]);
    worker.call(2, 'awaitAbortOrFlag', [words, 2, 3], WATCHED);
    block(words, 2);
    for (const run of runs) worker.view.abort(run);
    raise(words, 3);
    expect(await values(worker, 1)).toEqual([0]);
  });

  it('is not to be had outside of a task', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 1, initializer: 'askLater', args: [words] });
    block(words, 0);
    worker.call(1, 'answer');
    const [message] = await values(worker, 1);
    expect(message).toContain('Expected `taskSignal()` to be called by a running task of a pool');
  });
});

describe('the signals of tasks that run side by side', () => {
  it('are each task’s own', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2 });
    worker.call(1, 'awaitAbortOrFlag', [words, 0, 3], WATCHED);
    const second = worker.call(2, 'awaitAbort', [words, 1], WATCHED);
    block(words, 0);
    block(words, 1);
    expect(abort(worker, second)).toBe(1);
    expect(await values(worker, 1)).toEqual([[1, 'AbortError', true]]);
    raise(words, 3);
    expect(await values(worker, 1)).toEqual([0]);
  });

  it('are told apart among the items of one record by their places', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 3 });
    const position = worker.chunk(1, 'raiseAndAwait', [
      { flags: words, mine: 0, other: 3 },
      { flags: words, mine: 1, other: 3 },
    ]);
    block(words, 0);
    block(words, 1);
    const runs = worker.view.runsOf(position);
    expect(runs.map(({ item }) => item).sort((a, b) => a - b)).toEqual([0, 1]);
    raise(words, 3);
    expect((await worker.next(2)).map(({ item, values: [mine] }) => [item, mine])).toEqual(
      expect.arrayContaining([
        [0, 0],
        [1, 1],
      ]),
    );
    worker.call(2, 'square', [1]);
    await worker.next();
    expect(worker.view.runsOf(position)).toEqual([]);
  });
});
