import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Progress, ProgressReporter } from '../src/progress.ts';
import { FakePool, naturals } from './fake-imap-pool.ts';

describe('its end', () => {
  it('is told when the last result is there and the input has ended', () => {
    const pool = new FakePool();
    pool.open(['a', 'b']);
    pool.finish(0);
    expect(pool.ends).toBe(0);
    pool.finish(1);
    expect(pool.ends).toBe(1);
  });

  it('is told when the input ends after the last result', async () => {
    const pool = new FakePool();
    let end!: () => void;
    const isOver = new Promise<void>((resolve) => (end = resolve));
    pool.open(
      (async function* () {
        yield 'a';
        await isOver;
      })(),
    );
    await turn();
    pool.finish(0);
    expect(pool.ends).toBe(0);
    end();
    await turn();
    expect(pool.ends).toBeGreaterThan(0);
  });

  it.each<[string, (pool: FakePool) => unknown]>([
    ['it is left', (pool) => pool.imap.return()],
    ['it is cancelled', (pool) => pool.imap.cancel(() => new Error('cancelled'))],
    ['an empty input ends', () => {}],
  ])('is told when %s', (name, end) => {
    const pool = new FakePool();
    pool.open(name === 'an empty input ends' ? [] : naturals(), { buffer: 2 });
    end(pool);
    expect(pool.ends).toBeGreaterThan(0);
  });
});

it('holds its items to the limits it was given', () => {
  const pool = new FakePool();
  const limits = { timeoutMs: 50, graceMs: 5 };
  pool.open([], { limits });
  expect(pool.imap.limits).toBe(limits);
});

describe('progress', () => {
  it('is told of all items, and last with the total', async () => {
    const calls: Progress[] = [];
    const pool = new FakePool();
    const progress = new ProgressReporter((state) => calls.push(state), undefined);
    pool.open(['a', 'b'], { progress });
    pool.finish(0, 1);
    await turn();
    expect(calls.at(-1)).toMatchObject({ done: 2, total: 2 });
  });
});
