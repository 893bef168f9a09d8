import assert from 'node:assert/strict';
import { move } from '../../codec/move.js';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { movingTasks } from '../contract-module.js';
import { range, rejectsWith } from '../outcome.js';

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export const movedValues: Theme = theme(
  'a moved value',
  ['move'],
  [
    fact('arrives, and is gone here as soon as it is submitted', async ({ pool }) => {
      const values = range(30).map((x) => bytes(x));
      const sums = values.map((value) => pool.apply('sum', [move(value)]));
      assert.ok(values.every((value) => value.byteLength === 0));
      assert.deepEqual(await Promise.all(sums), range(30));
    }),

    fact('is gone here although its task has to wait', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const value = bytes(1, 2, 3);
      const sum = pool.apply('sum', [move(value)]);
      assert.equal(value.byteLength, 0);
      await held.release();
      assert.equal(await sum, 6);
    }),

    fact('may be deep in an argument, and named by a list', async ({ pool }) => {
      const [one, two, three] = [bytes(1), bytes(2), bytes(3)];
      const value = move({ one, list: [two], three }, [one.buffer, two.buffer]);
      const copy = { one: bytes(1), list: [bytes(2)], three: bytes(3) };
      assert.deepEqual(await pool.apply('echo', [value]), copy);
      assert.deepEqual([one.byteLength, two.byteLength, three.byteLength], [0, 0, 1]);
    }),

    fact('may be named by the option `transfer`', async ({ pool }) => {
      const value = bytes(4, 5);
      assert.equal(await pool.apply('sum', [value], { transfer: [value.buffer] }), 9);
      assert.equal(value.byteLength, 0);
    }),

    fact('may be an item of a map', async ({ pool }) => {
      const values = range(20).map((x) => bytes(x, x));
      assert.deepEqual(
        await pool.map(
          'sum',
          values.map((value) => move(value)),
          { chunkSize: 4 },
        ),
        range(20).map((x) => 2 * x),
      );
      assert.ok(values.every((value) => value.byteLength === 0));
    }),

    fact('stays here when the submission is refused', async (trial) => {
      const pool = trial.openSmall();
      await pool.close();
      const value = bytes(1, 2);
      await rejectsWith('ERR_POOL_NOT_RUNNING', pool.apply('sum', [move(value)]));
      assert.deepEqual(value, bytes(1, 2));
    }),

    fact('stays here when something beside it cannot be sent', async ({ pool }) => {
      const value = bytes(1, 2);
      await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('list', [move(value), () => 1]));
      assert.deepEqual(value, bytes(1, 2));
    }),

    fact('may be a result', async (trial) => {
      const pool = trial.openSmall({}, movingTasks);
      assert.deepEqual(await pool.apply('giveBack', [bytes(1, 2)]), bytes(1, 2));
      assert.equal(((await pool.apply('giveAway', [70_000])) as Uint8Array).byteLength, 70_000);
      assert.equal(await pool.apply('lengthLeft'), 0);
    }),

    factOf(['deaths'], 'is lost with the worker that has it, like any task', async ({ pool }) => {
      const value = bytes(1);
      await rejectsWith('ERR_WORKER_LOST', pool.apply('exit', [3, move(value)]));
      assert.equal(value.byteLength, 0);
    }),

    factOf(['retries', 'deaths'], 'has its task run only once, whatever `retries` says', async (trial) => {
      const pool = trial.openSmall({ retries: 3 });
      const error = await rejectsWith('ERR_WORKER_LOST', pool.apply('exit', [3, move(bytes(1))]));
      assert.equal((error as { attempts?: number }).attempts, 1);
    }),
  ],
);
