import { afterEach, expect } from 'vitest';
import { ResultTimeoutError } from '../../../dist/index.js';
import { terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { runProgram } from '../../run-program.ts';
import { itKeeps } from '../keeps.ts';
import { newFlags, openRowsPool, raiseFlag } from './rows-pool.ts';

afterEach(terminateOpenPools);

itKeeps('get() with a limit', async () => {
  const pool = openRowsPool({ workers: 1 });
  const flags = newFlags();
  const result = pool.applyAsync('inTurn', [{ flags, after: 0, raises: 1, value: 'late' }]);
  expect(await rejection(result.get(1))).toBeInstanceOf(ResultTimeoutError);
  expect([result.ready(), Atomics.load(flags, 1)]).toEqual([false, 0]);
  // The task goes on, and can be asked again.
  raiseFlag(flags);
  expect(await result.get(60_000)).toBe('late');
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('successful() before the result is there', async () => {
  const pool = openRowsPool({ workers: 1 });
  const flags = newFlags();
  const result = pool.applyAsync('inTurn', [{ flags, after: 0 }]);
  expect(result.ready()).toBe(false);
  expect(() => result.successful()).toThrow('Expected `successful()` to be called when the job is ready');
  raiseFlag(flags);
  await result.wait();
  expect([result.ready(), result.successful()]).toEqual([true, true]);
  const failed = pool.applyAsync('fail', ['wrong']);
  await failed.wait();
  expect(failed.successful()).toBe(false);
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('a callback raises', async () => {
  const pool = openRowsPool({ workers: 1 });
  const raising = (): never => {
    throw new Error('from the callback');
  };
  const result = pool.applyAsync('square', [2]);
  const failed = pool.applyAsync('fail', ['wrong']);
  expect(await rejection(result.then(raising))).toMatchObject({ message: 'from the callback' });
  expect(await rejection(failed.catch(raising))).toMatchObject({ message: 'from the callback' });
  expect([await result.get(), result.successful()]).toEqual([4, true]);
  expect(await pool.apply('square', [3])).toBe(9);
  expect(await runProgram(NOBODY_CATCHES)).toMatchObject({ code: 0, stdout: 'from the callback\n9\n' });
});

/** What such a callback throws is told as an unhandled rejection of its own, and the pool goes on. */
const NOBODY_CATCHES = `
  const pool = new Pool(KERNELS, { workers: 1 });
  const heard = new Promise((resolve) => process.once('unhandledRejection', resolve));
  void pool.applyAsync('square', [2]).then(() => {
    throw new Error('from the callback');
  });
  console.log((await heard).message);
  console.log(await pool.apply('square', [3]));
  await pool.close();`;
