import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised, raisedCount } from '../flags.js';
import { type FactOfKind, ITERATOR_KINDS } from '../iterator-kind.js';
import { Naturals } from '../naturals.js';
import { collect, range, rejectsWith, turns } from '../outcome.js';
import type { Step } from '../tasks.js';

/** Items that come some turns of the event loop one after another. */
async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const item of items) {
    await turns(1);
    yield item;
  }
}

function squares(length: number): number[] {
  return range(length).map((x) => x * x);
}

const common: readonly FactOfKind[] = [
  ({ method, inOrder }) =>
    fact('gives the result of every item', async ({ pool }) => {
      for (const length of [0, 1, 5, 1000]) {
        assert.deepEqual(inOrder(await collect(pool[method]('square', range(length)))), squares(length));
      }
    }),

  ({ method, inOrder }) =>
    fact('gives them for chunks of any size', async ({ pool }) => {
      for (const chunkSize of [3, 100, 1000]) {
        const results = await collect(pool[method]('square', range(300), { chunkSize }));
        assert.deepEqual(inOrder(results), squares(300));
      }
    }),

  ({ method, inOrder }) =>
    factOf(['autoChunks'], 'gives them where the pool chooses the chunks by time', async ({ pool }) => {
      const results = await collect(pool[method]('square', range(2000), { chunkSize: 'auto' }));
      assert.deepEqual(inOrder(results), squares(2000));
    }),

  ({ method, inOrder }) =>
    fact('reads asynchronous inputs', async ({ pool }) => {
      const results = await collect(pool[method]('square', slowly(range(50)), { chunkSize: 4 }));
      assert.deepEqual(inOrder(results), squares(50));
    }),

  ({ method, inOrder }) =>
    fact('may run beside others', async ({ pool }) => {
      const all = await Promise.all(range(5).map(() => collect(pool[method]('square', range(100), { chunkSize: 3 }))));
      for (const results of all) assert.deepEqual(inOrder(results), squares(100));
    }),

  ({ method }) =>
    fact('starts to read at the call', async ({ pool, workers }) => {
      const naturals = new Naturals();
      const iterator = pool[method]('echo', naturals);
      assert.ok(naturals.taken > 0);
      assert.ok(naturals.taken <= 4 * workers, `Expected at most ${4 * workers}, got ${naturals.taken}.`);
      await iterator.return();
    }),

  ({ method }) =>
    fact('takes as many items as its buffer holds, and no more before one is yielded', async ({ pool }) => {
      const naturals = new Naturals();
      const iterator = pool[method]('echo', naturals, { buffer: 7 });
      for (let yielded = 0; yielded < 30; yielded += 1) {
        while (naturals.taken < yielded + 7) await turns(1);
        await turns(1);
        assert.equal(naturals.taken, yielded + 7);
        await iterator.next();
      }
      await iterator.return();
    }),

  ({ method }) =>
    fact('takes four items for each worker and each place of a chunk where nothing is said', async (trial) => {
      const naturals = new Naturals();
      const iterator = trial.pool[method]('echo', naturals, { chunkSize: 3 });
      while (naturals.taken < 12 * trial.workers) await turns(1);
      await turns();
      assert.equal(naturals.taken, 12 * trial.workers);
      await iterator.return();
    }),

  ({ method, inOrder }) =>
    fact('sends chunks that its buffer has room for, although they are smaller', async ({ pool }) => {
      const results = await collect(pool[method]('square', range(20), { chunkSize: 10, buffer: 3 }));
      assert.deepEqual(inOrder(results), squares(20));
    }),

  ({ method }) =>
    fact('gives a result before the input gives its next item', async ({ pool }) => {
      const results: unknown[] = [];
      const iterators: AsyncIterator<unknown>[] = [];
      const input = (async function* (): AsyncGenerator<number, void, undefined> {
        for (let item = 0; item < 5; item += 1) {
          yield item;
          // Each item waits for the result of the one before it, though a chunk has room for all.
          results.push((await iterators[0]?.next())?.value);
        }
      })();
      iterators.push(pool[method]('square', input, { chunkSize: 10 }) as AsyncIterator<unknown>);
      while (results.length < 5) await turns(1);
      assert.deepEqual(results, [0, 1, 4, 9, 16]);
    }),

  ({ method }) =>
    fact('reads an endless input for as long as it is used, and closes it then', async ({ pool }) => {
      const naturals = new Naturals();
      const results: unknown[] = [];
      for await (const value of pool[method]('echo', naturals)) {
        results.push(value);
        if (results.length === 500) break;
      }
      assert.equal(new Set(results).size, 500);
      assert.ok(naturals.isClosed);
    }),

  ({ method }) =>
    fact('is over once it was left', async ({ pool }) => {
      const iterator = pool[method]('echo', new Naturals());
      await iterator.next();
      assert.deepEqual(await iterator.return(), { done: true, value: undefined });
      assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    }),

  ({ method }) =>
    fact('drops what is queued when it is left', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const flags = createFlags();
      const iterator = pool[method](
        'raise',
        range(4).map(() => flags),
      );
      await iterator.return();
      await held.release();
      await pool.map('square', range(50), { chunkSize: 1 });
      assert.equal(raisedCount(flags), 0);
    }),

  ({ method, inOrder }) =>
    fact('answers those who ask at once, each with another result', async ({ pool }) => {
      const iterator = pool[method]('square', range(4));
      const steps = await Promise.all(range(5).map(() => iterator.next()));
      assert.deepEqual(inOrder(steps.slice(0, 4).map((step) => step.value)), squares(4));
      assert.deepEqual(steps[4], { done: true, value: undefined });
    }),

  ({ method }) =>
    fact('gives after next(timeoutMs) gave up what it would have given', async ({ pool }) => {
      const flags = createFlags();
      const iterator = pool[method]('hold', [flags]);
      await rejectsWith('ERR_RESULT_TIMEOUT', iterator.next(1));
      await rejectsWith('ERR_RESULT_TIMEOUT', iterator.next(1));
      raise(flags, Flag.Released);
      assert.equal((await iterator.next()).done, false);
      assert.deepEqual(await iterator.next(60_000), { done: true, value: undefined });
    }),

  ({ method }) =>
    factOf(['progress'], 'tells how far it is, last of all with the total', async ({ pool }) => {
      const told: { done: number; total: number | undefined }[] = [];
      await collect(pool[method]('square', range(100), { onProgress: (progress) => void told.push(progress) }));
      await pool.apply('nothing');
      const { done, total } = told.at(-1) ?? {};
      assert.deepEqual({ done, total }, { done: 100, total: 100 });
    }),
];

const ordering: Theme = theme(
  'the order of results',
  ['imap'],
  [
    fact('is that of the input, although a later one is done first', async (trial) => {
      const pool = trial.open({ workers: 2 });
      const flags = createFlags();
      const items: Step[] = [
        { does: 'hold', value: 'first', flags },
        { does: 'give', value: 'second', flags },
      ];
      const iterator = pool.imap('act', items);
      await raised(flags, Flag.Started, 2);
      await rejectsWith('ERR_RESULT_TIMEOUT', iterator.next(1));
      raise(flags, Flag.Released);
      assert.deepEqual(await collect(iterator), ['first', 'second']);
    }),

    fact('is that of completion where it is asked for', async (trial) => {
      const pool = trial.open({ workers: 2 });
      const flags = createFlags();
      const items: Step[] = [
        { does: 'hold', value: 'first', flags },
        { does: 'give', value: 'second', flags },
      ];
      const iterator = pool.imapUnordered('act', items);
      assert.equal((await iterator.next()).value, 'second');
      raise(flags, Flag.Released);
      assert.deepEqual(await collect(iterator), ['first']);
    }),
  ],
);

export const iterators: readonly Theme[] = [
  ...ITERATOR_KINDS.map((kind) =>
    theme(
      kind.method,
      ['imap'],
      common.map((bind) => bind(kind)),
    ),
  ),
  ordering,
];
