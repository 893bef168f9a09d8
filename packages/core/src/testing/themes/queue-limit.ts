import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised, raisedCount } from '../flags.js';
import { Naturals } from '../naturals.js';
import { range, rejectsWith, turns } from '../outcome.js';

/** Two workers, and room for three items more. */
const OPTIONS = { workers: 2, concurrency: 1, queueLimit: 3 };
const MOST_OPEN = 5;

export const queueLimit: Theme = theme(
  'a limit of the queue',
  ['queueLimit'],
  [
    fact('refuses a task beyond it, and no other', async (trial) => {
      const pool = trial.open(OPTIONS);
      const flags = createFlags();
      const open = range(MOST_OPEN).map(() => pool.apply('hold', [flags]));
      await rejectsWith('ERR_QUEUE_FULL', pool.apply('hold', [flags]));
      raise(flags, Flag.Released);
      assert.equal((await Promise.all(open)).length, MOST_OPEN);
      assert.equal(raisedCount(flags), MOST_OPEN);
    }),

    fact('leaves room again for what has ended', async (trial) => {
      const pool = trial.open(OPTIONS);
      for (let round = 0; round < 5; round += 1) {
        const results = await Promise.all(range(MOST_OPEN).map((x) => pool.apply('square', [x])));
        assert.deepEqual(results, [0, 1, 4, 9, 16]);
      }
    }),

    fact('refuses a map that would pass it as a whole', async (trial) => {
      const pool = trial.open(OPTIONS);
      const flags = createFlags();
      const items = range(MOST_OPEN + 1).map(() => flags);
      await rejectsWith('ERR_QUEUE_FULL', pool.map('raise', items, { chunkSize: 1 }));
      assert.deepEqual((await pool.map('raise', items.slice(1), { chunkSize: 1 })).length, MOST_OPEN);
      assert.equal(raisedCount(flags), MOST_OPEN);
    }),

    fact('counts what awaits in a worker as open', async (trial) => {
      const pool = trial.openSmall({ concurrency: 2, queueLimit: 1 });
      const flags = createFlags();
      const open = range(3).map(() => pool.apply('hold', [flags]));
      await raised(flags, Flag.Started, 2);
      await rejectsWith('ERR_QUEUE_FULL', pool.apply('hold', [flags]));
      raise(flags, Flag.Released);
      await Promise.all(open);
    }),

    fact('may be 0: then nothing waits', async (trial) => {
      const pool = trial.openSmall({ concurrency: 1, queueLimit: 0 });
      const flags = createFlags();
      const open = pool.apply('hold', [flags]);
      await rejectsWith('ERR_QUEUE_FULL', pool.apply('square', [1]));
      raise(flags, Flag.Released);
      await open;
      assert.equal(await pool.apply('square', [3]), 9);
    }),

    factOf(['imap'], 'makes an imap wait', async (trial) => {
      const pool = trial.open(OPTIONS);
      const flags = createFlags();
      const naturals = new Naturals();
      const iterator = pool.imap('act', holding(naturals, flags), { buffer: 100 });
      await raised(flags, Flag.Started, 2);
      await turns();
      assert.ok(
        naturals.taken <= MOST_OPEN + 1,
        `Expected at most ${MOST_OPEN + 1} items taken, got ${naturals.taken}.`,
      );
      raise(flags, Flag.Released);
      for (let item = 0; item < 20; item += 1) assert.equal((await iterator.next()).value, item);
      await iterator.return();
    }),

    factOf(['signals'], 'leaves room again for what was dropped', async (trial) => {
      const pool = trial.open(OPTIONS);
      const flags = createFlags();
      const controller = new AbortController();
      const held = range(2).map(() => pool.apply('hold', [flags]));
      const dropped = range(3).map(() =>
        rejectsWith('ABORT_ERR', pool.apply('square', [1], { signal: controller.signal })),
      );
      controller.abort();
      await Promise.all(dropped);
      const open = range(3).map((x) => pool.apply('square', [x]));
      raise(flags, Flag.Released);
      assert.deepEqual(await Promise.all(open), [0, 1, 4]);
      await Promise.all(held);
    }),
  ],
);

function* holding(naturals: Naturals, flags: Int32Array): Generator<object, void, undefined> {
  for (const value of naturals) yield { does: 'hold', value, flags };
}
