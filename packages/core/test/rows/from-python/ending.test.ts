import { afterEach, expect } from 'vitest';
import {
  type Pool,
  PoolNotRunningError,
  PoolStillRunningError,
  PoolTerminatedError,
  type ResultIterator,
} from '../../../dist/index.js';
import { terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { runProgram } from '../../run-program.ts';
import { itKeeps } from '../keeps.ts';
import { flagRaised, newFlags, openRowsPool } from './rows-pool.ts';

afterEach(terminateOpenPools);

const WELL = { code: 0, signal: null, stderr: '' };

itKeeps('submitting to a closed or terminated pool', async () => {
  for (const end of ['close', 'terminate'] as const) {
    const pool = openRowsPool();
    const ended = pool[end]();
    for (const submission of submissions(pool)) expect(await rejection(submission)).toBeInstanceOf(PoolNotRunningError);
    expect(() => pool.applySync('square', [1])).toThrow(PoolNotRunningError);
    expect(() => pool.mapSync('square', [1])).toThrow(PoolNotRunningError);
    await ended;
    expect(await rejection(pool.apply('square', [1]))).toBeInstanceOf(PoolNotRunningError);
  }
  expect(await openRowsPool().apply('square', [3])).toBe(9);
});

/** Every way to submit that does not block. */
function submissions(pool: Pool): PromiseLike<unknown>[] {
  return [
    pool.apply('square', [1]),
    pool.applyAsync('square', [1]),
    pool.map('square', [1]),
    pool.map('square', []),
    pool.mapAsync('square', [1]),
    pool.mapSettled('square', [1]),
    pool.starmap('square', [[1]]),
    pool.starmapAsync('square', [[1]]),
    pool.imap('square', [1]).next(),
    pool.imapUnordered('square', [1]).next(),
    pool.broadcast('square', [1]),
    pool.task['square']!(1),
  ];
}

itKeeps('join() of a running pool', async () => {
  const pool = openRowsPool();
  expect(await rejection(pool.join())).toBeInstanceOf(PoolStillRunningError);
  expect(await pool.apply('square', [3])).toBe(9);
  void pool.close();
  await pool.join();
  expect([pool.state, pool.size]).toEqual(['closed', 0]);
});

itKeeps('the end of a with block', async () => {
  const flags = newFlags();
  const left: { pool?: Pool; open?: Promise<unknown> } = {};
  {
    await using pool = openRowsPool({ workers: 1 });
    left.pool = pool;
    left.open = rejection(pool.apply('inTurn', [{ flags, after: 0 }]));
    await pool.ready();
  }
  expect(await left.open).toBeInstanceOf(PoolTerminatedError);
  expect([left.pool.state, left.pool.size]).toEqual(['terminated', 0]);
});

itKeeps('a terminated pool is entered again', async () => {
  const pool = openRowsPool();
  await pool.terminate();
  {
    await using again = pool;
    expect(await rejection(again.apply('square', [1]))).toBeInstanceOf(PoolNotRunningError);
  }
  expect(pool.state).toBe('terminated');
});

itKeeps('work is open at terminate()', async () => {
  const pool = openRowsPool({ workers: 1 });
  const flags = newFlags();
  const item = { flags, raises: 1, after: 0 };
  const handle = pool.applyAsync('raiseAndWait', [flags, 1, 0]);
  await flagRaised(flags, 1);
  const iterator: ResultIterator<unknown> = pool.imap('inTurn', [item, item]);
  const open = [
    handle,
    handle.get(),
    pool.apply('square', [1]),
    pool.map('square', [1, 2, 3]),
    pool.starmapAsync('square', [[1]]).get(60_000),
    pool.broadcast('square', [1]),
    iterator.next(),
    iterator.next(),
  ].map(rejection);
  const outcomes = pool.mapSettled('square', [1, 2]);
  await pool.terminate();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_POOL_TERMINATED' } });
  }
  const errors = await Promise.all(open);
  expect(errors.every((error) => error instanceof PoolTerminatedError)).toBe(true);
  expect([handle.ready(), handle.successful()]).toEqual([true, false]);
  expect(await openRowsPool().apply('square', [3])).toBe(9);
});

itKeeps('a pool is dropped without close()', async () => {
  const outcome = await runProgram(DROPPED, ['--expose-gc', '--no-warnings']);
  expect(outcome).toMatchObject({ ...WELL, stdout: 'ResourceWarning\n9\n' });
});

const DROPPED = `
  const warned = [];
  process.on('warning', ({ name }) => warned.push(name));
  await new Pool(KERNELS, { workers: 1 }).apply('square', [2]);
  while (warned.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
  console.log(warned.join());
  const pool = new Pool(KERNELS, { workers: 1 });
  console.log(await pool.apply('square', [3]));
  await pool.terminate();`;

itKeeps('the program ends with a pool open', async () => {
  const idle = await runProgram(`
    const pool = new Pool(KERNELS, { workers: 2 });
    console.log(await pool.map('square', [1, 2]));`);
  expect(idle).toMatchObject({ ...WELL, stdout: '[ 1, 4 ]\n' });
  const busy = await runProgram(`
    const pool = new Pool(KERNELS, { workers: 2 });
    pool.apply('later', ['the work is done', 50]).then(console.log);
    pool.map('later', ['one', 'two']).then((values) => console.log(values.length));`);
  expect(busy).toMatchObject(WELL);
  expect(busy.stdout.split('\n').sort()).toEqual(['', '2', 'the work is done']);
});
