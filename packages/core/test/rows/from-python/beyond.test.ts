import { afterEach, expect } from 'vitest';
import {
  Pool,
  type Progress,
  ResultTimeoutError,
  SerializationError,
  TaskAbortedError,
  TaskTimeoutError,
  WorkerLostError,
} from '../../../dist/index.js';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { itKeeps } from '../keeps.ts';
import { flagRaised, newFlags, openRowsPool, range, ROWS } from './rows-pool.ts';

afterEach(terminateOpenPools);

itKeeps('the outcome of every item, errors included', async () => {
  const pool = openRowsPool();
  const outcomes = await pool.mapSettled('failOdd', range(4));
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: 0 },
    { status: 'rejected', reason: { name: 'RangeError', message: 'odd: 1' } },
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: { message: 'odd: 3' } },
  ]);
  const lost = await pool.mapSettled('exitOn', [1, 'exit', 3], { chunkSize: 3 });
  expect(lost).toMatchObject([{ value: 1 }, { reason: { code: 'ERR_WORKER_LOST' } }, { value: 3 }]);
  expect(await pool.mapSettled('square', [])).toEqual([]);
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('a pool inside a worker', async () => {
  const source = `
    import { Pool } from '${new URL('../../../dist/index.js', import.meta.url).href}';
    const pool = new Pool('${ROWS.href}', { workers: 2 });
    export const squares = (numbers) => pool.map('square', numbers);
    export const squaresInTurn = (numbers) => numbers.map((x) => pool.applySync('square', [x]));`;
  const pool = openPool({ workers: 2 }, `data:text/javascript,${encodeURIComponent(source)}`);
  const lists = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  const squares = lists.map((numbers) => numbers.map((x) => x * x));
  expect(await pool.map('squares', lists)).toEqual(squares);
  expect(await pool.map('squaresInTurn', lists)).toEqual(squares);
  await pool.close();
  expect(pool.state).toBe('closed');
});

itKeeps('a pool is sent to a worker', async () => {
  const pool = openRowsPool();
  const handle = pool.applyAsync('square', [1]);
  const iterator = pool.imap('square', [1]);
  for (const [value, name] of [
    [pool, 'a Pool'],
    [handle, 'an AsyncResult'],
    [iterator, 'a ResultIterator'],
  ] as const) {
    const error = await rejection(pool.apply('echo', [{ inside: value }]));
    expect(error).toBeInstanceOf(SerializationError);
    expect((error as Error).message).toBe(
      `Expected \`args[0].inside\` to be a value that can be sent, got ${name}, which belongs to the thread that made it.`,
    );
    expect(() => structuredClone(value)).toThrow('belongs to the thread that made it');
  }
  expect(() => new Pool(ROWS, { workers: 1, workerData: { pool } })).toThrow('belongs to the thread that made it');
  pool.on('workerExit', () => {});
  expect(() => structuredClone(pool)).toThrow('could not be cloned');
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('a limit for one task', async () => {
  const pool = openRowsPool({ workers: 1 });
  const flags = newFlags();
  const endless = rejection(pool.apply('spin', [flags], { timeoutMs: 20 }));
  const behind = pool.map('square', [1, 2, 3], { timeoutMs: 60_000 });
  expect(await endless).toBeInstanceOf(TaskTimeoutError);
  expect(await behind).toEqual([1, 4, 9]);
  const limited = openRowsPool({ workers: 1, taskTimeoutMs: 20 });
  expect(await rejection(limited.apply('spin', [flags]))).toBeInstanceOf(TaskTimeoutError);
  expect(await limited.apply('square', [3], { timeoutMs: 60_000 })).toBe(9);
});

itKeeps('a task is cancelled', async () => {
  const pool = openRowsPool({ workers: 1 });
  const flags = newFlags();
  const running = pool.applyAsync('spin', [flags]);
  const waiting = pool.applyAsync('raise', [flags, 1]);
  const controller = new AbortController();
  const signalled = pool.apply('raise', [flags, 1], { signal: controller.signal });
  const kept = pool.apply('square', [3]);
  await flagRaised(flags);

  waiting.cancel('not needed');
  controller.abort('nor this');
  const errors = [await rejection(waiting), await rejection(signalled)];
  expect(errors).toMatchObject([{ cause: 'not needed' }, { cause: 'nor this' }]);
  for (const error of errors) expect(error).toBeInstanceOf(TaskAbortedError);

  running.cancel();
  expect(await rejection(running)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
  expect(await kept).toBe(9);
  expect(Atomics.load(flags, 1)).toBe(0);
});

itKeeps('how far a job is', async () => {
  const pool = openRowsPool();
  const seen: Progress[] = [];
  await pool.map('square', range(50), { chunkSize: 5, onProgress: (progress) => seen.push(progress) });
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.at(-1)).toMatchObject({ done: 50, total: 50 });
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('one call in every worker', async () => {
  const pool = openRowsPool({ workers: 3 });
  await pool.ready();
  const threads = await pool.broadcast('thread');
  expect(new Set(threads).size).toBe(3);
  expect(threads).toEqual(pool.workers.map(({ threadId }) => threadId));
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('a call that blocks', async () => {
  const pool = openRowsPool();
  expect(pool.applySync('square', [3])).toBe(9);
  expect(pool.mapSync('square', range(4))).toEqual([0, 1, 4, 9]);
  expect(() => pool.applySync('fail', ['wrong'])).toThrow('wrong');
  expect(() => pool.applySync('exit', [3])).toThrow(WorkerLostError);
  expect(() => pool.applySync('spin', [newFlags()], { timeoutMs: 20 })).toThrow(ResultTimeoutError);
  expect(pool.applySync('square', [3])).toBe(9);
  expect(await pool.apply('square', [3])).toBe(9);
});
