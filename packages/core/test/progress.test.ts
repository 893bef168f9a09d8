import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Progress, ProgressReporter } from '../src/progress.ts';

/** Everything a listener was told. */
const calls: Progress[] = [];
const listener = (progress: Progress): void => {
  calls.push(progress);
};

async function reactions(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('progress', () => {
  beforeEach(() => {
    calls.length = 0;
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is never told inside of the news', async () => {
    new ProgressReporter(listener, 1).itemsDone(1);
    expect(calls).toEqual([]);
    await reactions();
    expect(calls).toHaveLength(1);
  });

  it('tells items done, the total, and times', async () => {
    const reporter = new ProgressReporter(listener, 4);
    vi.advanceTimersByTime(100);
    reporter.itemsDone(1);
    await reactions();
    expect(calls).toEqual([{ done: 1, total: 4, elapsedMs: 100, etaMs: 300 }]);
  });

  it('is told once for many items at the same moment', async () => {
    const reporter = new ProgressReporter(listener, 1000);
    for (let item = 0; item < 500; item += 1) reporter.itemsDone(1);
    await reactions();
    expect(calls.map(({ done }) => done)).toEqual([500]);
  });

  it('is told of items that are done together', async () => {
    const reporter = new ProgressReporter(listener, 1000);
    reporter.itemsDone(300);
    reporter.itemsDone(1);
    await reactions();
    expect(calls.map(({ done }) => done)).toEqual([301]);
  });

  it('is told no more often than is of use', async () => {
    const reporter = new ProgressReporter(listener, 1000);
    for (let item = 0; item < 900; item += 1) {
      reporter.itemsDone(1);
      vi.advanceTimersByTime(1);
      await reactions();
    }
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.length).toBeLessThan(30);
  });

  it('is always told at the end, however little time has passed', async () => {
    const reporter = new ProgressReporter(listener, 3);
    for (let item = 0; item < 3; item += 1) {
      reporter.itemsDone(1);
      await reactions();
    }
    expect(calls.at(-1)).toMatchObject({ done: 3, total: 3, etaMs: 0 });
  });

  it('has no total and no expected end while the input goes on', async () => {
    const reporter = new ProgressReporter(listener, undefined);
    reporter.itemsDone(1);
    await reactions();
    expect(calls).toEqual([{ done: 1, total: undefined, elapsedMs: 0, etaMs: undefined }]);
  });

  it('tells the total when the input ends after the last item was done', async () => {
    const reporter = new ProgressReporter(listener, undefined);
    reporter.itemsDone(1);
    await reactions();
    reporter.inputEnded(1);
    await reactions();
    expect(calls.at(-1)).toMatchObject({ done: 1, total: 1 });
  });

  it('tells the total when the last item is done after the input ended', async () => {
    const reporter = new ProgressReporter(listener, undefined);
    reporter.inputEnded(2);
    reporter.itemsDone(1);
    reporter.itemsDone(1);
    await reactions();
    expect(calls.at(-1)).toMatchObject({ done: 2, total: 2 });
  });

  it('tells that nothing was to do', async () => {
    new ProgressReporter(listener, undefined).inputEnded(0);
    await reactions();
    expect(calls).toMatchObject([{ done: 0, total: 0, etaMs: undefined }]);
  });
});

it('tells progress in the context of its submitter', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const reporter = storage.run('submitter', () => new ProgressReporter(() => seen.push(storage.getStore()), 1));
  storage.run('collector', () => reporter.itemsDone(1));
  await turn();
  expect(seen).toEqual(['submitter']);
});
