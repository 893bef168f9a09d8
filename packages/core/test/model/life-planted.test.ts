import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCommands } from './life-commands.ts';
import type { Subject } from './life-step.ts';
import { liveThrough, makePool, type MakeSubject } from './live-through.ts';

/** What is forgotten is not waited for any longer than this. */
const HANGS_AFTER_MILLIS = 4000;

/** Runs the model against a pool with a bug, and gives what it says of it. Not made smaller: it is enough that it is found. */
async function foundIn(plant: (pool: Subject) => Partial<Subject>): Promise<string> {
  const makeSubject: MakeSubject = (options) => {
    const pool = makePool(options);
    return withChanges(pool, plant(pool));
  };
  const property = fc.asyncProperty(anyCommands({ stops: false, timeouts: false }), (commands) =>
    liveThrough(commands, { workers: 1 }, 'close', makeSubject, HANGS_AFTER_MILLIS),
  );
  const details = await fc.check(property, { seed: 1, numRuns: 60, endOnFailure: true });
  expect(details.failed).toBe(true);
  return String((details as { errorInstance?: unknown }).errorInstance);
}

/** A pool in which some members are others. */
function withChanges(pool: Subject, changes: Partial<Subject>): Subject {
  return new Proxy(pool, {
    get: (target, key) => {
      if (key in changes) return changes[key as keyof Subject];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function settlingTwice(result: PromiseLike<unknown>): PromiseLike<unknown> {
  return {
    then: (onValue, onError) => {
      void result.then(onValue, onError);
      return result.then(onValue, onError);
    },
  };
}

const LOST = Object.assign(new Error('lost'), { code: 'ERR_WORKER_LOST' });

describe('the lifecycle model finds a pool that', () => {
  it('forgets a task', async () => {
    expect(await foundIn(() => ({ apply: () => new Promise(() => {}) }))).toMatch(/settled 0 times|did not come/);
  });

  it('settles a task twice', async () => {
    const text = await foundIn((pool) => ({ apply: (...call) => settlingTwice(pool.apply(...call)) }));
    expect(text).toMatch(/was settled 2 times/);
  });

  it('loses a task whose worker lives', async () => {
    expect(await foundIn(() => ({ apply: () => Promise.reject(LOST) }))).toMatch(/were lost with others/);
  });

  it('gives another value', async () => {
    const text = await foundIn((pool) => ({ apply: (...call) => pool.apply(...call).then(() => 'another') }));
    expect(text).toMatch(/came to unknown, not to value/);
  });

  it('gives the results of a map in another order', async () => {
    const text = await foundIn((pool) => ({
      map: (...call) => pool.map(...call).then((results) => [...results].reverse()),
    }));
    expect(text).toMatch(/came to unknown, not to value/);
  });

  it('gives the outcomes of a mapSettled in another order', async () => {
    const text = await foundIn((pool) => ({
      mapSettled: (...call) => pool.mapSettled(...call).then((outcomes) => [...outcomes].reverse()),
    }));
    expect(text).toMatch(/of mapSettled.* came to/);
  });

  it('leaves out an item of an iterator', async () => {
    const text = await foundIn((pool) => ({ imap: (...call) => withoutFirst(pool.imap(...call)) }));
    expect(text).toMatch(/came to unknown/);
  });

  it('tells that it runs though it was closed', async () => {
    const text = await foundIn((pool) => ({
      close: () => {
        void pool.close();
        return new Promise(() => {});
      },
      get state() {
        return 'running';
      },
    }));
    expect(text).toMatch(/running/);
  });

  it('takes work though it was closed', async () => {
    const text = await foundIn((pool) => ({
      apply: (name, args, options) =>
        pool.state === 'running'
          ? pool.apply(name, args, options)
          : Promise.resolve((args[0] as { value: number }).value),
    }));
    expect(text).toMatch(/came to value, not to notRunning/);
  });

  it('lets itself be joined while it runs', async () => {
    const text = await foundIn((pool) => ({
      join: () => (pool.state === 'running' ? Promise.resolve() : pool.join()),
    }));
    expect(text).toMatch(/Expected a rejection/);
  });

  it('does not end', async () => {
    expect(await foundIn(() => ({ join: () => new Promise(() => {}) }))).toMatch(/end of the (pool|commands)/);
  });
});

function withoutFirst(results: AsyncIterableIterator<unknown>): AsyncIterableIterator<unknown> {
  const first = results.next().catch(() => {});
  return {
    next: async () => {
      await first;
      return results.next();
    },
    [Symbol.asyncIterator]: () => results,
  };
}
