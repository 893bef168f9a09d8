import { afterEach, describe, expect, it } from 'vitest';
import { openPool, terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

describe('an error of one item', () => {
  it.each([1, 3, 100])('names the item that cannot be sent, in chunks of %d', async (chunkSize) => {
    const error = await rejection(openPool().map('square', [1, 2, () => 1, 4], { chunkSize }));
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE', taskIndex: 2 });
    expect((error as Error).message).toContain('`items[2]`');
  });

  it('names the argument of a starmap item', async () => {
    const error = await rejection(
      openPool().starmap('add', [
        [1, 2],
        [3, { f: () => 1 }],
      ]),
    );
    expect((error as Error).message).toContain('`items[1][1].f`');
  });

  it('carries its index out of imap and imapUnordered', async () => {
    const pool = openPool();
    for (const iterator of [pool.imap('square', [Symbol('s')]), pool.imapUnordered('square', [Symbol('s')])]) {
      expect(await rejection(iterator.next())).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE', taskIndex: 0 });
    }
  });
});
