import { afterEach, describe, expect, it } from 'vitest';
import { DrivenWorker, endDrivenWorkers } from './driven-worker.ts';
import type { ResultRecord } from './record-exchange.ts';

afterEach(endDrivenWorkers);

function flags(count = 2): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Blocks this thread, its event loop too, until the flag is up. */
function block(words: Int32Array, index: number): void {
  if (Atomics.wait(words, index, 0, 30_000) === 'timed-out') throw new Error(`Expected flag ${index} to be raised.`);
}

/** What a record says, without what was measured. */
function told({ kind, slot, values }: ResultRecord): unknown[] {
  return [kind, slot, ...values];
}

async function output(worker: DrivenWorker): Promise<string> {
  let text = '';
  for await (const part of worker.thread.stdout) text += String(part);
  return text;
}

describe('the start of a worker', () => {
  it('runs the initializer, and waits for it, before it is ready', async () => {
    const worker = await DrivenWorker.ready({ initializer: 'initialize', args: ['a', { b: [1] }] });
    worker.call(1, 'seenArguments');
    expect((await worker.next())[0]!.values).toEqual([['a', { b: [1] }]]);
  });

  it('gives the initializer shared memory as itself', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ initializer: 'raise', args: [words, 1] });
    expect([...words]).toEqual([0, 1]);
    expect(worker.error).toBeUndefined();
  });

  it('fails with what the initializer throws', async () => {
    const worker = new DrivenWorker({
      initializer: 'failToInitialize',
      args: ['no data'],
      finalizer: 'failToFinalize',
    });
    expect((await worker.next()).map(told)).toEqual([['StartFailed', -1, 'no data']]);
    expect(await worker.exited).toBe(0);
    expect(worker.salvage()).toEqual([]);
  });

  it('fails in words where the initializer throws nothing', async () => {
    const worker = new DrivenWorker({ initializer: 'failToInitialize' });
    const [record] = await worker.next();
    expect(told(record!)).toEqual(['StartFailed', -1, 'Expected the initializer to succeed, it threw undefined.']);
  });

  it.each(['initializer', 'finalizer'])('is refused when the module has no such %s', async (option) => {
    const worker = new DrivenWorker({ initializer: 'initialize', [option]: 'missing' });
    const [record] = await worker.next();
    const [code, message, available] = record!.values[0] as [string, string, string[]];
    expect([record!.kind, code]).toEqual(['StartRefused', 'ERR_UNKNOWN_TASK']);
    expect(message).toContain('Expected the module to export a function `missing`. It exports ');
    expect(available).toContain('square');
    expect(await worker.exited).toBe(0);
  });
});

describe('a worker that is retired', () => {
  it('finishes what came before, runs the finalizer, and ends with 0', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ finalizer: 'finalize' });
    worker.call(1, 'keepFlags', [words]);
    worker.call(2, 'square', [3]);
    worker.retire();
    worker.call(3, 'square', [4]);
    expect(await output(worker)).toBe('finalized\n');
    expect(await worker.exited).toBe(0);
    expect(words[0]).toBe(1);
    expect(worker.salvage().map(told)).toEqual([
      ['Values', 1, undefined],
      ['Values', 2, 9],
    ]);
    expect(worker.view.exitCode).toBe(0);
  });

  it('reports what the finalizer throws, and ends with 0 all the same', async () => {
    const worker = await DrivenWorker.ready({ finalizer: 'failToFinalize' });
    worker.retire();
    expect((await worker.next()).map(told)).toEqual([['WorkerError', -1, 'the end']]);
    expect(await worker.exited).toBe(0);
  });

  it.each([1, 3])('waits for what is open, with concurrency %d', async (concurrency) => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency });
    worker.call(1, 'awaitFlag', [words]);
    worker.retire();
    worker.call(2, 'square', [4]);
    Atomics.store(words, 0, 1);
    expect(await worker.exited).toBe(0);
    expect(worker.salvage().map(({ slot, values }) => [slot, ...values])).toEqual([[1, 0]]);
  });
});

describe('a worker that has run as many items as it may', () => {
  it.each([
    [1, 'in one chunk', [5]],
    [1, 'over calls', [1, 1, 1]],
    [3, 'in one chunk', [5]],
    [3, 'over calls', [1, 1, 1]],
  ])('retires at the next record, with concurrency %d, %s', async (concurrency, _how, records) => {
    const worker = await DrivenWorker.ready({ concurrency, maxTasks: 3, finalizer: 'failToFinalize' });
    worker.idOf('square');
    records.forEach((items, slot) => worker.chunk(slot, 'square', new Array<unknown>(items).fill('x')));
    worker.call(9, 'square', [2]);
    expect(await worker.exited).toBe(0);
    const seen = worker.salvage();
    const results = seen.filter(({ slot }) => slot >= 0).flatMap(({ values }) => values);
    expect(results).toHaveLength(records.reduce((sum, items) => sum + items));
    expect(seen.slice(-2).map(told)).toEqual([
      ['Retiring', -1, undefined],
      ['WorkerError', -1, 'the end'],
    ]);
    expect(worker.tasks.recall(() => {})).toBe(1);
  });

  it('counts tiny items exactly', async () => {
    const worker = await DrivenWorker.ready({ maxTasks: 100 });
    worker.idOf('square');
    for (let slot = 0; slot < 300; slot += 1) worker.call(slot, 'square', [slot]);
    expect(await worker.exited).toBe(0);
    expect(worker.salvage().map(({ kind, slot }) => [kind, slot])).toEqual([
      ...Array.from({ length: 100 }, (_, slot) => ['Values', slot]),
      ['Retiring', -1],
    ]);
    expect(worker.view.itemsDone).toBe(100);
  });

  it('waits for what is open before it says so', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready({ concurrency: 2, maxTasks: 2 });
    worker.chunk(1, 'raiseAndAwait', [{ flags: words, mine: 0, other: 1 }]);
    worker.call(2, 'square', [2]);
    expect((await worker.next()).map(told)).toEqual([['Values', 2, 4]]);
    worker.call(3, 'square', [2]);
    Atomics.store(words, 1, 1);
    expect((await worker.next(2)).map(told)).toEqual([
      ['Values', 1, 0],
      ['Retiring', -1, undefined],
    ]);
    expect(await worker.exited).toBe(0);
  });
});

describe('a worker whose heap grows beyond its limit', () => {
  it('retires after the task that did it', async () => {
    const worker = await DrivenWorker.ready({ maxHeapMb: 60 });
    worker.call(1, 'square', [2]);
    expect((await worker.next()).map(told)).toEqual([['Values', 1, 4]]);
    worker.call(2, 'keepMegabytes', [80]);
    expect((await worker.next(2)).map(told)).toEqual([
      ['Values', 2, 80],
      ['Retiring', -1, undefined],
    ]);
    expect(await worker.exited).toBe(0);
  });

  it('does not retire before it has run anything', async () => {
    const worker = await DrivenWorker.ready({ maxHeapMb: 0.001 });
    worker.call(1, 'square', [2]);
    expect((await worker.next(2)).map(told)).toEqual([
      ['Values', 1, 4],
      ['Retiring', -1, undefined],
    ]);
  });
});

describe('the end of the thread', () => {
  it('is told where a main thread that blocks can read it', async () => {
    const worker = await DrivenWorker.ready();
    expect(worker.view.exitCode).toBeUndefined();
    worker.call(1, 'exit', [5]);
    const bell = new Int32Array(worker.doorbell);
    while (worker.view.exitCode === undefined) {
      Atomics.store(bell, 0, 1);
      if (worker.view.exitCode === undefined && Atomics.wait(bell, 0, 1, 30_000) === 'timed-out') break;
    }
    expect(worker.view.exitCode).toBe(5);
    expect(await worker.exited).toBe(5);
  });

  it('publishes the results of finished tasks first', async () => {
    const worker = await DrivenWorker.ready();
    const words = flags();
    worker.idOf('square');
    worker.call(0, 'block', [words]);
    for (let slot = 1; slot < 5; slot += 1) worker.call(slot, 'square', [slot]);
    worker.call(5, 'exit', [0]);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await worker.exited).toBe(0);
    expect(worker.read().map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('an error that belongs to no task', () => {
  it.each([
    ['an error', new RangeError('left over'), 'left over'],
    ['a text', 'left over', 'left over'],
    ['nothing', undefined, undefined],
  ])('is reported when it is a rejection with %s, and the worker goes on', async (_name, reason, expected) => {
    const worker = await DrivenWorker.ready();
    worker.call(1, 'rejectAside', [reason]);
    const seen = await worker.next(2);
    expect(seen.map(told)).toEqual([
      ['Values', 1, undefined],
      ['WorkerError', -1, expected],
    ]);
    worker.call(2, 'square', [2]);
    expect((await worker.next()).map(told)).toEqual([['Values', 2, 4]]);
  });

  it('is reported in words when it cannot be sent', async () => {
    const worker = await DrivenWorker.ready();
    worker.call(1, 'rejectAside', ['unsendable']);
    const [, report] = await worker.next(2);
    expect(told(report!)).toEqual([
      'WorkerError',
      -1,
      expect.stringMatching(/^Expected an error that can be sent, got \[Function/),
    ]);
  });

  it('is reported between the items of a chunk', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready();
    worker.call(0, 'rejectAside', ['first']);
    worker.chunk(1, 'awaitFlag', [words, words, words]);
    const [first, report] = await worker.next(2);
    expect([first, report].map((record) => told(record!))).toEqual([
      ['Values', 0, undefined],
      ['WorkerError', -1, 'first'],
    ]);
    Atomics.store(words, 0, 1);
    const rest: unknown[] = [];
    while (rest.length < 3) rest.push(...(await worker.next()).flatMap(({ values }) => values));
    expect(rest).toEqual([0, 0, 0]);
  });

  it('ends the thread when it is an exception', async () => {
    const worker = await DrivenWorker.ready();
    worker.call(1, 'throwAside');
    expect(await worker.exited).toBe(1);
    expect(worker.error).toMatchObject({ message: 'outside of any task' });
    expect(worker.view.exitCode).toBe(1);
  });
});

describe('what a worker tells of its progress', () => {
  it('counts items, and the time of one that runs', async () => {
    const words = flags();
    const worker = await DrivenWorker.ready();
    worker.chunk(1, 'square', [1, 2, 3]);
    await worker.next();
    worker.call(2, 'raiseAndBlock', [words, 0, 1]);
    block(words, 0);
    expect(worker.view.itemsDone).toBe(3);
    const before = worker.view.busyMs;
    const until = performance.now() + 20;
    while (performance.now() < until);
    expect(worker.view.busyMs).toBeGreaterThanOrEqual(before + 18);
    Atomics.store(words, 1, 1);
    Atomics.notify(words, 1);
    const [last] = await worker.next();
    expect(last!.nanos).toBeGreaterThan(18e6);
  });
});

describe('a worker that avoids the ring', () => {
  it.each([1, 2])('sends every result beside it, with concurrency %d', async (concurrency) => {
    const worker = await DrivenWorker.ready({ avoidsRing: true, concurrency });
    worker.chunk(1, 'square', [2, 3]);
    worker.call(2, 'failToFinalize');
    worker.call(3, 'missing');
    const seen = await worker.next(4);
    expect(seen.map(({ kind, slot, isBeside }) => `${slot} ${kind} ${isBeside}`).sort()).toEqual([
      '1 Values true',
      '1 Values true',
      '2 Thrown true',
      '3 Failed true',
    ]);
    expect(seen.flatMap(({ slot, values }) => (slot === 1 ? values : []))).toEqual([4, 9]);
  });
});

describe('how long an idle worker looks', () => {
  it.each([0, 50])('may be set to %d µs: it sleeps afterwards, and wakes', async (spinMicros) => {
    const worker = await DrivenWorker.ready({ spinMicros });
    for (let slot = 0; slot < 20; slot += 1) {
      worker.call(slot, 'square', [slot]);
      expect((await worker.next())[0]!.values).toEqual([slot * slot]);
    }
  });
});
