import { afterEach, describe, expect, it } from 'vitest';
import { fatesOf } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';
import { linesOf, runFaulty } from './programs.ts';

afterEach(terminateOpenPools);

describe('the inside of calls', () => {
  itKeeps('an input that throws, rejects, never ends, or is left early', async () => {
    const pool = openPool();
    let closed = 0;
    function* endless(): Generator<number> {
      try {
        for (let x = 0; ; x += 1) yield x;
      } finally {
        closed += 1;
      }
    }
    function* throwing(): Generator<number> {
      yield 1;
      throw Object.assign(new Error('of the input'), { code: 'INPUT' });
    }
    async function* rejecting(): AsyncGenerator<number> {
      yield* throwing();
    }
    expect(await fatesOf(pool.imap('square', throwing()))).toEqual([1, 'INPUT']);
    expect(await fatesOf(pool.imapUnordered('square', rejecting()))).toEqual([1, 'INPUT']);
    expect(await rejection(pool.map('square', throwing()))).toMatchObject({ code: 'INPUT' });
    const first: unknown[] = [];
    for await (const square of pool.imap('square', endless())) {
      if (first.push(square) === 5) break;
    }
    expect([first, closed]).toEqual([[0, 1, 4, 9, 16], 1]);
    await expectNextTask(pool);
  });

  itKeeps('a call from inside a callback', async () => {
    const pool = openPool();
    const inner: Promise<unknown>[] = [];
    const argument = {
      get x(): number {
        inner.push(pool.apply('square', [2]));
        return 1;
      },
    };
    expect(await pool.apply('echo', [argument])).toEqual({ x: 1 });
    function* input(): Generator<number> {
      inner.push(pool.apply('square', [3]));
      yield 5;
    }
    expect(await fatesOf(pool.imap('square', input()))).toEqual([25]);
    await pool.map('square', [1, 2], { onProgress: () => void inner.push(pool.apply('square', [4])) });
    const values = await Promise.all(inner);
    expect([4, 9, 16].every((value) => values.includes(value))).toBe(true);

    const closing: { closed?: Promise<void> } = {};
    const last = pool.apply('echo', [
      {
        get x(): number {
          closing.closed = pool.close();
          return 1;
        },
      },
    ]);
    expect(await last).toEqual({ x: 1 });
    await closing.closed;
    expect(pool.state).toBe('closed');
  });
});

const INDEX = new URL('../../../dist/index.js', import.meta.url).href;

/** A module with a pool of its own. */
function nested(source: string): string {
  const text = `import { Pool } from '${INDEX}'; const pool = new Pool('${FAULTS.href}', { workers: 2 }); ${source}`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

describe('pools within workers', () => {
  itKeeps('a pool inside a worker', async () => {
    const lines = await linesOf(`
      const module = ${JSON.stringify(
        nested(
          'export const total = async (numbers) => (await pool.map("square", numbers)).reduce((a, b) => a + b, 0);',
        ),
      )};
      const pool = new Pool(module, { workers: 2 });
      console.log(String(await pool.map('total', [[1, 2], [3, 4], [5, 6]])));
      await pool.close();
      console.log(pool.state);`);
    expect(lines).toEqual(['5,25,61', 'closed']);
  });

  itKeeps('a nested pool that its own task terminates', async () => {
    const module = nested(`
      export const square = (x) => x * x;
      export const endOwn = async () => {
        const words = new Int32Array(new SharedArrayBuffer(4));
        const open = pool.applyAsync('spin', [words]);
        Atomics.wait(words, 0, 0);
        await pool.terminate();
        await open.wait();
        return [pool.state, open.successful()];
      };`);
    const pool = openPool({ workers: 1 }, module);
    const thread = pool.workers[0]?.threadId;
    expect(await pool.apply('endOwn')).toEqual(['terminated', false]);
    await expectNextTask(pool);
    expect(pool.workers[0]?.threadId).toBe(thread);
  });
});

describe('the end of the process', () => {
  itKeeps('the end of a program right after close()', async () => {
    const lines = await linesOf(`
      const pool = new Pool(FAULTS, { workers: 1 });
      void pool.map('later', [1, 2, 3]).then((values) => console.log(String(values)));
      void pool.close().then(() => console.log(pool.state));`);
    expect(lines).toEqual(['1,2,3', 'closed']);
  });

  /** A program in the midst of a task that does not end. */
  const BUSY = `
    const pool = new Pool(FAULTS, { workers: 2 });
    const words = new Int32Array(new SharedArrayBuffer(4));
    void pool.apply('spin', [words]);
    Atomics.wait(words, 0, 0);`;

  itKeeps('SIGINT with open work', async () => {
    const outcome = await runFaulty(`
      const listeners = () => String(['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name)));
      const before = listeners();
      ${BUSY}
      console.log(listeners() === before);
      process.kill(process.pid, 'SIGINT');`);
    expect(outcome).toEqual({ code: null, signal: 'SIGINT', stdout: 'true\n', stderr: '' });
  });

  itKeeps('process.exit() with open work', async () => {
    const outcome = await runFaulty(`${BUSY} process.exit(7);`);
    expect(outcome).toEqual({ code: 7, signal: null, stdout: '', stderr: '' });
  });
});

describe('flags of Node', () => {
  const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';

  itKeeps('a process that may start no threads', async () => {
    const lines = await linesOf(
      `const pool = new Pool(FAULTS, { workers: 2 });
      const error = await pool.apply('square', [3]).catch((reason) => reason);
      console.log(error.code, error.cause.code, error.message.includes('--allow-worker'), pool.state);`,
      [PERMISSION, '--allow-fs-read=*', '--no-warnings'],
    );
    expect(lines).toEqual(['ERR_POOL_BROKEN ERR_ACCESS_DENIED true broken']);
  });

  itKeeps('a process under the permission model', async () => {
    const lines = await linesOf(
      `const pool = new Pool(FAULTS, { workers: 1 });
      console.log(await pool.apply('startRelay', ['a', 'b']).catch((error) => error.code));
      console.log(await pool.apply('square', [3]));`,
      [PERMISSION, '--allow-worker', '--allow-fs-read=*', '--no-warnings'],
    );
    expect(lines).toEqual(['ERR_ACCESS_DENIED', '9']);
  });

  const INLINE = `
    const pool = Pool.inline({ square: (x) => x * x }, { workers: 1 });
    console.log(JSON.stringify(await pool.map('square', [1, 2, 3])), await pool.apply('square', [4]));
    await pool.apply('cube', [4]).catch((error) => console.log(error.code));
    await pool.close();`;

  itKeeps('a process without code generation or a compiler', async () => {
    for (const flag of ['--frozen-intrinsics', '--disallow-code-generation-from-strings', '--jitless', '--no-opt']) {
      const outcome = await runFaulty(INLINE, [flag, '--no-warnings']);
      expect({ flag, ...outcome }).toMatchObject({ flag, code: 0, stdout: '[1,4,9] 16\nERR_UNKNOWN_TASK\n' });
    }
  });
});

itKeeps('a task that breaks its own globals', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  const thread = await pool.apply('thread');
  await pool.apply('vandalise');
  await expectNextTask(pool);
  expect(await pool.map('square', [1, 2, 3])).toEqual([1, 4, 9]);
  expect(await pool.apply('echo', [{ a: [1, 'x'] }])).toEqual({ a: [1, 'x'] });
  expect(await rejection(pool.apply('fail', ['still an error']))).toMatchObject({ message: 'still an error' });
  expect(await pool.apply('thread')).toBe(thread);
});

it('a task that breaks its own globals breaks itself only', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  await pool.apply('vandalise');
  expect(await rejection(pool.apply('usesPush'))).toMatchObject({ message: 'vandalised' });
  await expectNextTask(pool);
});
