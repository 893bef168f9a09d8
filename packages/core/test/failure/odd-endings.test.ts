import { afterEach, describe, expect, it } from 'vitest';
import { Pool } from '../../dist/index.js';
import { openPool, terminateOpenPools, watched } from '../open-pools.ts';
import { rejection } from '../rejection.ts';
import { runProgram } from '../run-program.ts';

afterEach(terminateOpenPools);

describe('what a task throws', () => {
  it('may be unreadable in the oddest way: the task rejects, and its worker goes on', async () => {
    const pool = watched(
      Pool.inline(
        {
          odd: async () => {
            throw {
              get a(): never {
                throw Object.create(null);
              },
            };
          },
          square: (x: number) => x * x,
        },
        { workers: 1 },
      ),
    );
    expect(await rejection(pool.apply('odd'))).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' });
    expect(await pool.apply('square', [3])).toBe(9);
  });
});

describe('a getter of an argument', () => {
  it('may close the pool and throw: closing ends', async () => {
    const pool = openPool();
    let closed: Promise<void> | undefined;
    const argument = {
      get a(): never {
        closed = pool.close();
        throw new Error('from the getter');
      },
    };
    expect(await rejection(pool.apply('square', [argument]))).toMatchObject({ message: 'from the getter' });
    await closed;
    expect(pool.state).toBe('closed');
  });

  it('may terminate the pool and throw: its item settles once, and the iterator ends', async () => {
    const pool = openPool();
    const argument = {
      get a(): never {
        void pool.terminate();
        throw new Error('from the getter');
      },
    };
    const iterator = pool.imapUnordered('square', [argument]);
    expect(await rejection(iterator.next())).toMatchObject({ code: 'ERR_POOL_TERMINATED' });
    await iterator.next().catch(() => undefined);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe('an input', () => {
  it('that never answers does not hold the one who leaves its results', async () => {
    async function* input(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    }
    for await (const value of openPool().imap('square', input())) {
      expect(value).toBe(1);
      break;
    }
  });

  it('is closed when the pool takes no more of it', async () => {
    const pool = openPool();
    const closed = new Promise<void>((resolve) => {
      function* input(): Generator<number> {
        try {
          for (;;) yield 1;
        } finally {
          resolve();
        }
      }
      pool.imap('square', input(), { buffer: 2 });
    });
    await pool.close();
    await closed;
    expect(pool.state).toBe('closed');
  });
});

describe('timers of the main thread', () => {
  it('get their turn while tiny tasks are awaited one by one for ever', async () => {
    const pool = openPool({ workers: 1 });
    const clock = { turns: 0 };
    const timer = setInterval(() => {
      clock.turns += 1;
    }, 1);
    while (clock.turns < 20) await pool.apply('square', [2]);
    clearInterval(timer);
    expect(clock.turns).toBeGreaterThanOrEqual(20);
  });
});

describe('a process', () => {
  it('does not wait for the replacement of a worker whose last task took it down', async () => {
    const module = 'data:text/javascript,' + encodeURIComponent('export const quit = () => process.exit(1);');
    const outcome = await runProgram(`
      const pool = new Pool('${module}', { workers: 1 });
      await pool.apply('quit').catch((error) => console.log(error.code));`);
    expect(outcome).toMatchObject({ code: 0, stdout: 'ERR_WORKER_LOST\n' });
  });
});
