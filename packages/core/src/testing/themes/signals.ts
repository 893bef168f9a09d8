import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { signalTasks } from '../contract-module.js';
import { createFlags, Flag, raise, raised, raisedCount } from '../flags.js';
import { Naturals } from '../naturals.js';
import { codeOf, fatesOf, range, rejection, rejectsWith, thrownBy, turns } from '../outcome.js';
import type { WholePool } from '../tested-pool.js';

function listenerCount(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

/** Has everything that might still wait somewhere come to its turn. */
async function passThrough(pool: WholePool): Promise<void> {
  await pool.map('square', range(50), { chunkSize: 1 });
}

const waiting: Theme = theme(
  'a signal, for what waits',
  ['signals'],
  [
    fact('that has fired before keeps a task from being sent', async ({ pool }) => {
      const flags = createFlags();
      const reason = new Error('too late');
      const error = await rejectsWith('ABORT_ERR', pool.apply('raise', [flags], { signal: AbortSignal.abort(reason) }));
      assert.deepEqual([error.name, error.cause], ['AbortError', reason]);
      await passThrough(pool);
      assert.equal(raisedCount(flags), 0);
    }),

    fact('that has fired before leaves the items of a map and the input of an imap alone', async ({ pool }) => {
      const flags = createFlags();
      const signal = AbortSignal.abort();
      await rejectsWith('ABORT_ERR', pool.map('raise', [flags, flags], { signal }));
      await passThrough(pool);
      assert.equal(raisedCount(flags), 0);
    }),

    fact('drops a task that waits, at once, and harms no worker', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const flags = createFlags();
      const controller = new AbortController();
      const reason = new Error('not needed');
      const dropped = range(20).map(() => rejection(pool.apply('raise', [flags], { signal: controller.signal })));
      const kept = range(20).map(() => pool.apply('raise', [flags, Flag.Other]));
      controller.abort(reason);
      const errors = (await Promise.all(dropped)) as Error[];
      assert.ok(errors.every((error) => error.name === 'AbortError' && error.cause === reason));
      assert.equal(new Set(errors).size, 20);
      await Promise.all([held.release(), ...kept]);
      await passThrough(pool);
      assert.deepEqual([raisedCount(flags), raisedCount(flags, Flag.Other)], [0, 20]);
    }),

    fact('drops what is left of a map', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const flags = createFlags();
      const controller = new AbortController();
      const error = rejectsWith(
        'ABORT_ERR',
        pool.map(
          'raise',
          range(50).map(() => flags),
          { signal: controller.signal },
        ),
      );
      controller.abort();
      await error;
      await held.release();
      await passThrough(pool);
      assert.equal(raisedCount(flags), 0);
    }),

    factOf(['imap'], 'ends an imap, whose input it closes', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const naturals = new Naturals();
      const controller = new AbortController();
      const iterator = pool.imap('square', naturals, { buffer: 4, signal: controller.signal });
      controller.abort();
      const all = await fatesOf(iterator as AsyncIterator<unknown>);
      assert.ok(all.length > 0 && all.every((fate) => fate === 'ABORT_ERR'), String(all));
      assert.equal(naturals.isClosed, true);
      await held.release();
    }),

    fact('says nothing about what has ended', async ({ pool }) => {
      const controller = new AbortController();
      const { signal } = controller;
      assert.equal(await pool.apply('square', [3], { signal }), 9);
      assert.deepEqual(await pool.map('square', [3], { signal }), [9]);
      controller.abort();
      await turns();
    }),

    fact('has one listener, however many tasks it has, and none after them', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const { signal } = new AbortController();
      const results = range(500).map((x) => pool.apply('square', [x], { signal }));
      const mapped = pool.map('square', range(100), { signal });
      assert.equal(listenerCount(signal), 1);
      await held.release();
      await Promise.all([...results, mapped]);
      await turns();
      assert.equal(listenerCount(signal), 0);
    }),
  ],
);

const running: Theme = theme(
  'a signal, for what runs',
  ['signals'],
  [
    factOf(['threads'], 'stops a task that never ends, and what waits behind it runs', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const controller = new AbortController();
      const reason = { why: 'enough' };
      const { signal } = controller;
      const stopped = range(trial.workers).map(() => rejectsWith('ABORT_ERR', pool.apply('spin', [flags], { signal })));
      await raised(flags, Flag.Started, trial.workers);
      const others = range(30).map((x) => pool.apply('square', [x]));
      controller.abort(reason);
      for (const error of await Promise.all(stopped)) assert.equal(error.cause, reason);
      assert.deepEqual(
        await Promise.all(others),
        range(30).map((x) => x * x),
      );
      assert.equal(raisedCount(flags), trial.workers);
    }),

    fact('stops a task that awaits', async (trial) => {
      const pool = trial.openSmall();
      const flags = createFlags();
      const controller = new AbortController();
      const error = rejectsWith('ABORT_ERR', pool.apply('hold', [flags], { signal: controller.signal }));
      await raised(flags, Flag.Started);
      controller.abort();
      await error;
    }),

    fact('may be one that fires by the clock', async (trial) => {
      const pool = trial.openSmall();
      const signal = AbortSignal.timeout(20);
      const error = await rejectsWith('ABORT_ERR', pool.apply('hold', [createFlags()], { signal }));
      assert.equal((error.cause as Error).name, 'TimeoutError');
    }),

    factOf(['broadcast', 'threads'], 'stops a broadcast', async (trial) => {
      const pool = trial.open();
      const held = await trial.hold(pool);
      const controller = new AbortController();
      const flags = createFlags();
      const error = rejectsWith('ABORT_ERR', pool.broadcast('raise', [flags], { signal: controller.signal }));
      controller.abort();
      await error;
      await held.release();
      await passThrough(pool);
      assert.equal(raisedCount(flags), 0);
    }),

    factOf(['syncCalls'], 'that has fired before keeps a call from blocking', async ({ pool }) => {
      const flags = createFlags();
      const signal = AbortSignal.abort();
      assert.equal(codeOf(thrownBy(() => pool.applySync('raise', [flags], { signal }))), 'ABORT_ERR');
      assert.equal(raisedCount(flags), 0);
    }),

    fact('stops a map in the midst of it', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const controller = new AbortController();
      const items = range(60).map(() => flags);
      const error = rejectsWith('ABORT_ERR', pool.map('hold', items, { chunkSize: 5, signal: controller.signal }));
      await raised(flags, Flag.Started);
      controller.abort();
      await error;
      raise(flags, Flag.Released);
      await pool.close();
      assert.ok(raisedCount(flags) <= trial.workers * trial.concurrency);
    }),

    factOf(
      ['taskSignal'],
      'is seen by a task that looks, which keeps its worker when it ends in time',
      async (trial) => {
        const pool = trial.openSmall({}, signalTasks);
        const before = await pool.apply('thread');
        for (const name of ['loopUntilAborted', 'throwWhenAborted', 'awaitAbort']) {
          const flags = createFlags();
          const controller = new AbortController();
          const options = { signal: controller.signal, graceMs: 600_000 };
          const error = rejectsWith('ABORT_ERR', pool.apply(name, [flags], options));
          await raised(flags, Flag.Started);
          controller.abort(new Error('enough'));
          await raised(flags, Flag.Other);
          assert.equal(((await error).cause as Error).message, 'enough');
        }
        assert.equal(await pool.apply('thread'), before);
      },
    ),

    factOf(['taskSignal'], 'of another task is not seen', async (trial) => {
      const pool = trial.openSmall({}, signalTasks);
      const controller = new AbortController();
      await rejectsWith('ABORT_ERR', pool.apply('square', [1], { signal: AbortSignal.abort() }));
      assert.equal(await pool.apply('isAborted'), false);
      assert.equal(await pool.apply('isAborted', [], { signal: controller.signal }), false);
    }),

    factOf(['taskSignal', 'threads'], 'costs the worker of a task that does not end in its grace', async (trial) => {
      const pool = trial.openSmall();
      const before = await pool.apply('thread');
      const flags = createFlags();
      const controller = new AbortController();
      const error = rejectsWith('ABORT_ERR', pool.apply('spin', [flags], { signal: controller.signal, graceMs: 1 }));
      await raised(flags, Flag.Started);
      controller.abort();
      await error;
      assert.notEqual(await pool.apply('thread'), before);
    }),
  ],
);

export const signals: readonly Theme[] = [waiting, running];
