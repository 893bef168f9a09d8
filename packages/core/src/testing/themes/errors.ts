import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { range, rejection, rejectsWith } from '../outcome.js';

export const errors: Theme = theme(
  'an error',
  [],
  [
    fact('of a task is what its promise rejects with', async ({ pool }) => {
      const error = await rejection(pool.apply('failOdd', [3]));
      assert.ok(error instanceof Error);
      assert.equal(error.message, 'odd: 3');
    }),

    fact('comes from rejected promises too', async ({ pool }) => {
      assert.equal(((await rejection(pool.apply('failLater', ['wrong']))) as Error).message, 'wrong');
    }),

    factOf(
      ['errorText'],
      'keeps its class where that is a built-in one, and the stack of its thread',
      async ({ pool }) => {
        const error = await rejection(pool.apply('failOdd', [3]));
        assert.ok(error instanceof RangeError);
        assert.equal(error.name, 'RangeError');
        assert.match(error.stack ?? '', /failOdd/);
        assert.match(error.stack ?? '', /tasks\.[jt]s/);
      },
    ),

    factOf(['errorText'], 'keeps its cause and its own properties', async ({ pool }) => {
      const error = await rejection(pool.apply('failWithCause'));
      assert.ok(error instanceof TypeError);
      const { message, cause, code, details } = error as Error & { code?: unknown; details?: unknown };
      assert.deepEqual([message, code, details], ['outer', 'E_RICH', { retry: [1, 2] }]);
      assert.ok(cause instanceof RangeError);
      assert.equal(cause.message, 'inner');
    }),

    factOf(['errorText'], 'keeps the errors it stands for', async ({ pool }) => {
      const error = await rejection(pool.apply('failManifold'));
      assert.ok(error instanceof AggregateError);
      assert.deepEqual(
        error.errors.map((one: Error) => [one.name, one.message]),
        [
          ['Error', 'one'],
          ['RangeError', 'two'],
        ],
      );
    }),

    factOf(['errorText', 'copies'], 'comes without a property that cannot be read', async ({ pool }) => {
      const error = await rejection(pool.apply('failWithGetter'));
      assert.equal((error as Error).message, 'has a getter');
      assert.equal('hidden' in (error as Error), false);
    }),

    fact('comes from a stack that overflows', async ({ pool }) => {
      assert.ok((await rejection(pool.apply('overflow'))) instanceof RangeError);
    }),

    fact('need not be an Error', async ({ pool }) => {
      for (const thrown of [null, undefined, 'text', '', 0, false, 12n]) {
        const settled = await Promise.allSettled([pool.apply('throwValue', [thrown])]);
        assert.deepEqual(settled, [{ status: 'rejected', reason: thrown }]);
      }
      assert.deepEqual(await rejection(pool.apply('throwValue', [{ status: 404 }])), { status: 404 });
    }),

    factOf(['copies'], 'that cannot be sent is told as such', async ({ pool }) => {
      for (const kind of ['symbol', 'function']) {
        await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('throwUnsendable', [kind]));
      }
    }),

    fact('is another object for every promise', async ({ pool }) => {
      const own = await Promise.all(range(20).map(() => rejection(pool.apply('failOdd', [1]))));
      assert.equal(new Set(own).size, 20);
      const ofPool = await Promise.all(range(20).map(() => rejection(pool.apply('cube'))));
      assert.equal(new Set(ofPool).size, 20);
    }),

    fact('of one task says nothing to the others', async ({ pool }) => {
      const settled = await Promise.allSettled(range(500).map((x) => pool.apply('failOdd', [x])));
      settled.forEach((one, x) => assert.equal(one.status, x % 2 === 1 ? 'rejected' : 'fulfilled'));
    }),
  ],
);
