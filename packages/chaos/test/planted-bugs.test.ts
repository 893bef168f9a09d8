import { describe, expect, it } from 'vitest';
import { type ChaosPool, makePool, type MakePool } from '../dist/chaos-pool.js';
import { type ChaosSummary, runChaos } from '../dist/chaos.js';
import type { Ledger } from '../dist/ledger.js';
import { failuresOf } from '../dist/report.js';

/** No work at all for so long means that it will not come: far more than a pool needs to replace a worker. */
const QUIET_MILLIS = 8000;

/** Few tasks, no deaths, and no value that moves, so that the call the bug is in is like any other: what is found is what was planted. */
function runPlanted(plant: (pool: ChaosPool, ledger: Ledger) => Partial<ChaosPool>): Promise<ChaosSummary> {
  const planted: MakePool = (plan, ledger) => {
    const pool = makePool(plan, ledger);
    return withChanges(pool, plant(pool, ledger));
  };
  return runChaos({
    seed: 5,
    tasks: 1200,
    deaths: 0,
    features: new Set(),
    makePool: planted,
    quietMs: QUIET_MILLIS,
  });
}

/** A pool in which some methods are others. */
function withChanges(pool: ChaosPool, changes: Partial<ChaosPool>): ChaosPool {
  return new Proxy(pool, {
    get: (target, key) => {
      const changed: unknown = changes[key as keyof ChaosPool];
      if (changed !== undefined) return changed;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** True once: for the call that the bug is planted in. */
function once(): () => boolean {
  let isDone = false;
  return () => {
    const isFirst = !isDone;
    isDone = true;
    return isFirst;
  };
}

describe('a pool without a planted bug', () => {
  it('passes', async () => {
    const summary = await runPlanted(() => ({}));
    expect(failuresOf(summary)).toEqual([]);
    expect(summary.tasks).toBe(1200);
  });
});

describe('a planted bug', () => {
  it('that forgets a task is found', async () => {
    const isFirst = once();
    const summary = await runPlanted((pool) => ({
      apply: (name, args, options) => (isFirst() ? new Promise(() => {}) : pool.apply(name, args, options)),
    }));
    expect(summary.isStuck).toBe(true);
    expect(summary.faults.lost).toBeGreaterThan(0);
    expect(failuresOf(summary).join('\n')).toMatch(/was never settled; not settled, started 0/);
  });

  it('that runs a task twice is found', async () => {
    const isFirst = once();
    const summary = await runPlanted((pool) => ({
      apply: async (name, args, options) => {
        if (isFirst()) await pool.apply(name, args, options);
        return pool.apply(name, args, options);
      },
    }));
    expect(summary.faults).toMatchObject({ lost: 0, settledTwice: 0 });
    expect(summary.faults.ranTwice).toBeGreaterThan(0);
  });

  it('that settles a task twice is found', async () => {
    const isFirst = once();
    const summary = await runPlanted((pool) => ({
      apply: (name, args, options) => {
        const result = pool.apply(name, args, options);
        return isFirst() ? settlingTwice(result) : result;
      },
    }));
    expect(summary.faults).toMatchObject({ lost: 0, settledTwice: 1, ranTwice: 0, unexplained: 0 });
  });

  it('that gives an item twice is found', async () => {
    const isFirst = once();
    const summary = await runPlanted((pool) => ({
      imapUnordered: (name, items, options) => {
        const results = pool.imapUnordered(name, items, options);
        return isFirst() ? repeatingFirst(results) : results;
      },
    }));
    expect(summary.faults).toMatchObject({ lost: 0, settledTwice: 1, ranTwice: 0 });
  });

  it('that gives a wrong result is found', async () => {
    const isFirst = once();
    const summary = await runPlanted((pool) => ({
      map: async (name, items, options) => {
        const results = await pool.map(name, items, options);
        return isFirst() ? [...results.slice(1), results[0]] : results;
      },
    }));
    expect(summary.faults).toMatchObject({ lost: 0, settledTwice: 0, ranTwice: 0 });
    expect(summary.faults.wrong).toBeGreaterThan(0);
  });

  it('that loses an innocent task is found', async () => {
    const isFirst = once();
    const lost = Object.assign(new Error('lost'), { code: 'ERR_WORKER_LOST', attempts: 1 });
    const summary = await runPlanted((pool) => ({
      apply: (name, args, options) => (isFirst() ? Promise.reject(lost) : pool.apply(name, args, options)),
    }));
    expect(summary.faults).toMatchObject({ lost: 0, settledTwice: 0, ranTwice: 0 });
    expect(summary.faults.unexplained).toBeGreaterThan(0);
  });
});

function settlingTwice(result: PromiseLike<unknown>): PromiseLike<unknown> {
  return {
    then: (onValue, onError) => {
      void result.then(onValue, onError);
      return result.then(onValue, onError);
    },
  };
}

/** An iterator that gives its first value twice. */
function repeatingFirst(results: AsyncIterableIterator<unknown>): AsyncIterableIterator<unknown> {
  let first: IteratorResult<unknown> | undefined;
  let calls = 0;
  const next = async (): Promise<IteratorResult<unknown>> => {
    calls += 1;
    if (calls === 2 && first !== undefined) return first;
    const step = await results.next();
    first ??= step;
    return step;
  };
  return { next, return: (value) => results.return!(value), [Symbol.asyncIterator]: () => results };
}
