import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { type FactOfKind, ITERATOR_KINDS, type IteratorKind } from '../iterator-kind.js';
import { Naturals } from '../naturals.js';
import { ascending, fatesOf, range, rejection, rejectsWith } from '../outcome.js';
import type { TestedIterator, WholePool } from '../tested-pool.js';

const DONE = { done: true, value: undefined };

function fatesIn(iterator: TestedIterator): Promise<unknown[]> {
  return fatesOf(iterator as AsyncIterator<unknown>);
}

/** By the first number in its text. */
function byNumber(a: unknown, b: unknown): number {
  return Number(/\d+/.exec(String(a))) - Number(/\d+/.exec(String(b)));
}

async function* failingSlowly(length: number, error: Error): AsyncGenerator<number, void, undefined> {
  for (const item of range(length)) yield await Promise.resolve(item);
  throw error;
}

function* failing(length: number, error: Error): Generator<number, void, undefined> {
  yield* range(length);
  throw error;
}

/** What an `imap` tells by its first `next()`, and then it is over. */
async function saysAtOnce(iterator: TestedIterator, kind: new () => Error): Promise<void> {
  assert.ok((await rejection(iterator.next())) instanceof kind);
  assert.deepEqual(await iterator.next(), DONE);
}

const inItems: readonly FactOfKind[] = [
  ({ method }) =>
    fact('is thrown in place of its item, and every other result is given', async ({ pool }) => {
      for (const chunkSize of [1, 4, 7]) {
        const all = await fatesIn(pool[method]('failOdd', range(7), { chunkSize }));
        assert.deepEqual(method === 'imap' ? all : [...all].sort(byNumber), [0, 'odd: 1', 2, 'odd: 3', 4, 'odd: 5', 6]);
      }
    }),

  ({ method }) =>
    fact('leaves the input open', async ({ pool }) => {
      const naturals = new Naturals();
      const iterator = pool[method]('failOdd', naturals, { buffer: 2 });
      for (let item = 0; item < 6; item += 1) await iterator.next().catch(() => undefined);
      assert.equal(naturals.isClosed, false);
      await iterator.return();
      assert.equal(naturals.isClosed, true);
    }),

  ({ method }) =>
    fact('of the input comes after the results of all items before it', async ({ pool }) => {
      for (const input of [failing(10, new Error('input')), failingSlowly(10, new Error('input'))]) {
        const all = await fatesIn(pool[method]('square', input, { chunkSize: 3 }));
        assert.equal(all.at(-1), 'input');
        const results = all.slice(0, -1);
        assert.deepEqual(
          method === 'imap' ? results : ascending(results),
          range(10).map((x) => x * x),
        );
      }
    }),

  ({ method }) =>
    factOf(['copies'], 'is told for an item that cannot be sent, and the others run', async ({ pool }) => {
      const all = await fatesIn(pool[method]('echo', [1, () => 2, 3], { chunkSize: 3 }));
      assert.deepEqual(new Set(all), new Set([1, 'ERR_NOT_SERIALIZABLE', 3]));
    }),

  ({ method }) =>
    fact('is told where there is no such function', async ({ pool }) => {
      const all = await fatesIn(pool[method]('cube', [1, 2]));
      assert.deepEqual(new Set(all), new Set(['ERR_UNKNOWN_TASK']));
    }),

  ({ method }) =>
    fact('is told by the first next() for what is not iterable', async ({ pool }) => {
      for (const input of [5, null, undefined, {}]) await saysAtOnce(pool[method]('square', input as never), TypeError);
    }),

  ({ method }) =>
    fact('is told by the first next() for options out of range', async ({ pool }) => {
      for (const options of [{ chunkSize: 0 }, { chunkSize: 1.5 }, { buffer: 0 }, { buffer: -1 }]) {
        await saysAtOnce(pool[method]('square', [1], options), RangeError);
      }
    }),

  ({ method }) =>
    factOf(['deaths'], 'is told for the one item that was lost with its worker', async ({ pool }) => {
      const items = range(30).map((index) => (index % 15 === 5 ? 'exit' : index));
      const all = await fatesIn(pool[method]('exitOn', items, { chunkSize: 10, buffer: 30 }));
      const expected = items.map((item) => (item === 'exit' ? 'ERR_WORKER_LOST' : item));
      assert.deepEqual(
        method === 'imap' ? all : sortedTexts(all),
        method === 'imap' ? expected : sortedTexts(expected),
      );
    }),
];

function sortedTexts(values: readonly unknown[]): string[] {
  return values.map(String).sort();
}

async function openAndTake(
  pool: WholePool,
  method: IteratorKind['method'],
): Promise<{ naturals: Naturals; iterator: TestedIterator }> {
  const naturals = new Naturals();
  const iterator = pool[method]('echo', naturals, { buffer: 5 });
  assert.equal(await firstOf(iterator), 0);
  return { naturals, iterator };
}

async function firstOf(iterator: TestedIterator): Promise<unknown> {
  return (await iterator.next()).value;
}

const atTheEnd: readonly FactOfKind[] = [
  ({ method }) =>
    fact('gives after close() what it took, and then says once that there was more', async (trial) => {
      const pool = trial.openSmall({ concurrency: 1 });
      const { naturals, iterator } = await openAndTake(pool, method);
      const closed = pool.close();
      const { taken } = naturals;
      const all = await fatesIn(iterator);
      await closed;
      assert.deepEqual(all, [...range(taken).slice(1), 'ERR_POOL_NOT_RUNNING']);
      assert.deepEqual(await iterator.next(), DONE);
      assert.equal(naturals.taken, taken);
    }),

  ({ method }) =>
    fact('can be read after close() is done', async (trial) => {
      const pool = trial.openSmall();
      const iterator = pool[method]('square', [1, 2, 3]);
      await pool.close();
      assert.deepEqual(ascending(await fatesIn(iterator)), [1, 4, 9]);
    }),

  ({ method }) =>
    fact('tells by its first next() that the pool is closed, and leaves its input alone', async (trial) => {
      const pool = trial.openSmall();
      await pool.close();
      const naturals = new Naturals();
      const iterator = pool[method]('square', naturals);
      await rejectsWith('ERR_POOL_NOT_RUNNING', iterator.next());
      assert.deepEqual(await iterator.next(), DONE);
      assert.equal(naturals.taken, 0);
    }),

  ({ method }) =>
    fact('rejects what it took when the pool is terminated, and is over then', async (trial) => {
      const pool = trial.openSmall();
      const naturals = new Naturals();
      const iterator = pool[method]('act', stepsThatHold(naturals), { buffer: 3 });
      const first = iterator.next();
      const ended = pool.terminate();
      await rejectsWith('ERR_POOL_TERMINATED', first);
      const all = await fatesIn(iterator);
      assert.ok(all.length >= 2 && all.every((fate) => fate === 'ERR_POOL_TERMINATED'), String(all));
      await ended;
      assert.equal(naturals.isClosed, true);
    }),
];

/** Items that await for ever. */
function* stepsThatHold(naturals: Naturals): Generator<object, void, undefined> {
  for (const value of naturals) yield { does: 'hold', value };
}

export const iteratorErrors: readonly Theme[] = [
  ...ITERATOR_KINDS.map((kind) =>
    theme(
      `an error in ${kind.method}`,
      ['imap'],
      inItems.map((bind) => bind(kind)),
    ),
  ),
  ...ITERATOR_KINDS.map((kind) =>
    theme(
      `${kind.method} at the end of its pool`,
      ['imap'],
      atTheEnd.map((bind) => bind(kind)),
    ),
  ),
];
