import { afterEach, describe, expect, it } from 'vitest';
import { move, Pool } from '../dist/index.js';
import { terminateOpenPools, watched } from './open-pools.ts';

afterEach(terminateOpenPools);

/** Longer than any record of a ring of the smallest size, and than what is copied into the message of a result. */
const LENGTH = 300_000;

function filled(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index * 7 + seed);
}

function isSame(left: unknown, right: Uint8Array): boolean {
  return Buffer.compare(left as Uint8Array, right) === 0;
}

describe('a long argument', () => {
  it('is there again when the task is tried again after its worker died', async () => {
    const dies = {
      sumOnce: (values: Uint8Array, flag: Int32Array): number => {
        const total = values.reduce((sum, value) => sum + value, 0);
        values.fill(0);
        if (Atomics.exchange(flag, 0, 1) === 0) process.exit(3);
        return total;
      },
    };
    const pool = watched(Pool.inline(dies, { workers: 1, ringBytes: 4096, retries: 1 }));
    const values = filled(LENGTH, 1);
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const expected = values.reduce((sum, value) => sum + value, 0);
    expect(await pool.apply('sumOnce', [values, flag])).toBe(expected);
    expect(Atomics.load(flag, 0)).toBe(1);
  });

  it('is its own, however many are under way and however often their memory is used again', async () => {
    const pool = watched(Pool.inline({ echo: (value: unknown) => value }, { workers: 2, ringBytes: 4096 }));
    const chains = Array.from({ length: 8 }, async (_, chain) => {
      for (let round = 0; round < 6; round += 1) {
        const value = filled(LENGTH + chain * 20_000, chain * 6 + round);
        if (!isSame(await pool.apply('echo', [value]), value)) return false;
      }
      return true;
    });
    expect(await Promise.all(chains)).toEqual(chains.map(() => true));
  });

  it('is what it was when the task was submitted', async () => {
    const pool = watched(Pool.inline({ echo: (value: unknown) => value }, { workers: 1, ringBytes: 4096 }));
    const value = filled(LENGTH, 1);
    const results = [1, 2, 3].map(() => pool.apply('echo', [value]));
    value.fill(0);
    const expected = filled(LENGTH, 1);
    expect((await Promise.all(results)).every((result) => isSame(result, expected))).toBe(true);
  });

  it('goes with what moves and with shared memory', async () => {
    const pool = watched(Pool.inline({ echo: (...values: unknown[]) => values }, { workers: 1, ringBytes: 4096 }));
    const [long, moved, shared] = [filled(LENGTH, 1), filled(LENGTH, 2), new Uint8Array(new SharedArrayBuffer(8))];
    const back = (await pool.apply('echo', [long, move(moved), shared])) as Uint8Array[];
    expect(moved.length).toBe(0);
    expect(isSame(back[0], long) && isSame(back[1], filled(LENGTH, 2))).toBe(true);
    shared[3] = 9;
    expect(back[2]![3]).toBe(9);
  });
});

describe('shared memory that comes back', () => {
  const functions = {
    keep: (value: Uint8Array): Uint8Array => {
      (globalThis as { kept?: Uint8Array }).kept = value;
      return value;
    },
    give: (): Uint8Array | undefined => (globalThis as { kept?: Uint8Array }).kept,
    later: async (value: Uint8Array): Promise<Uint8Array> => {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      return value;
    },
  };

  it.each([1, 3])(
    'is the same from the task that got it, and from a later one, with %d at once',
    async (concurrency) => {
      const pool = watched(Pool.inline(functions, { workers: 1, concurrency }));
      const memory = new Uint8Array(new SharedArrayBuffer(8));
      const results = [
        await pool.apply('keep', [memory]),
        await pool.apply('give', []),
        await pool.apply('later', [memory]),
        ...(await pool.map('keep', [memory, memory], { chunkSize: 2 })),
      ] as Uint8Array[];
      memory[5] = 77;
      expect(results.map((result) => result[5])).toEqual([77, 77, 77, 77, 77]);
    },
  );

  it('goes by its number only while its record is open: the very buffer comes back, later a view of the same memory', async () => {
    const pool = watched(Pool.inline(functions, { workers: 1 }));
    const memory = new Uint8Array(new SharedArrayBuffer(8));
    const first = await pool.apply('keep', [memory]);
    const second = await pool.apply('later', [memory]);
    expect(first.buffer === memory.buffer && second.buffer === memory.buffer).toBe(true);
    const later = (await pool.apply('give', [])) as Uint8Array;
    expect(later.buffer).not.toBe(memory.buffer);
    memory[2] = 5;
    expect(later[2]).toBe(5);
  });
});
