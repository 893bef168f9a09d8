import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool, sharedArray, UnknownTaskError } from '../dist/index.js';
import { rejection } from './rejection.ts';

const KERNELS = new URL('./fixtures/numeric-kernels.mjs', import.meta.url);
const add = (left: number, right: number): number => left + right;

let pool: Pool;

beforeAll(() => {
  pool = new Pool(KERNELS, { workers: 2 });
});

afterAll(() => pool.terminate());

describe('a call on an array', () => {
  it('runs functions that are sent as they stand here', async () => {
    const inline = Pool.inline({
      total: (block: Float64Array): number => block.reduce((sum, value) => sum + value, 0),
      negate(block: Float64Array, _offset: number, output: Float64Array): void {
        for (let index = 0; index < block.length; index += 1) output[index] = -block[index]!;
      },
    });
    expect(await inline.reduce('total', [1, 2, 3], { combine: add, grain: 1 })).toBe(6);
    expect(await inline.mapBlocks('negate', [1, 2, 3], { grain: 2 })).toEqual(new Float64Array([-1, -2, -3]));
    await inline.close();
  });

  it('runs nothing where there is nothing', async () => {
    const { done, blocks } = pool.stats();
    const shared = sharedArray(Float64Array, 0);
    await pool.parallelFor('failIn', { end: 0 }, [[0]]);
    expect(await pool.mapBlocks('double', shared)).toHaveLength(0);
    expect(await pool.scan('prefix', [], { combine: 'add' })).toEqual(new Float64Array(0));
    expect(pool.stats()).toMatchObject({ done, blocks });
  });

  it('tells its progress, of all passes together', async () => {
    const told: string[] = [];
    const onProgress = ({ done, total }: { done: number; total: number | undefined }): void =>
      void told.push(`${done}/${total}`);
    await pool.scan('prefix', new Float64Array(100), { combine: 'add', grain: 10 }, { onProgress });
    expect(told.at(-1)).toBe('19/19');
    told.length = 0;
    await pool.scan('prefix', sharedArray(Float64Array, 100), { combine: 'add', grain: 10 }, { onProgress });
    expect(told.at(-1)).toBe('18/18');
    await pool.mapBlocks('double', [], {}, { onProgress });
    expect(told.at(-1)).toBe('0/0');
  });

  it('that was made before the pool closed runs all of its passes', async () => {
    const closing = new Pool(KERNELS, { workers: 2 });
    const scanned = closing.scan('prefix', sharedArray(Float64Array, Array(1000).fill(1)), {
      combine: 'add',
      grain: 7,
    });
    const reduced = closing.reduce('sum', new Float64Array(5000).fill(1), { combine: 'add', grain: 3, initial: 1 });
    const closed = closing.close();
    expect([...(await scanned)].at(-1)).toBe(1000);
    expect(await reduced).toBe(5001);
    await closed;
    expect(await rejection(closing.reduce('sum', [1], { combine: 'add' }))).toMatchObject({
      code: 'ERR_POOL_NOT_RUNNING',
    });
  });

  it('that a terminated pool had open rejects, between its passes too', async () => {
    const ending = new Pool(KERNELS, { workers: 1 });
    const stopAndAdd = (left: number, right: number): number => {
      void ending.terminate();
      return left + right;
    };
    const scan = ending.scan('prefix', new Float64Array(30), { combine: stopAndAdd, grain: 10 });
    expect(await rejection(scan)).toMatchObject({ code: 'ERR_POOL_TERMINATED' });
  });

  it('leaves what a reduction begins with as it is, whoever combines', async () => {
    const initial = [0];
    const push = (left: unknown[], right: unknown): unknown[] => {
      left[0] = (left[0] as number) + (right as number);
      return left;
    };
    const work = { combine: push, grain: 3, initial };
    for (const _ of [1, 2]) expect(await pool.reduce('sum', [1, 2, 3], work)).toEqual([6]);
    expect(initial).toEqual([0]);
  });

  it('has as many blocks as the pool has room for, or is refused whole', async () => {
    const limited = new Pool(KERNELS, { workers: 1, queueLimit: 4 });
    expect(await limited.reduce('sum', Array(50).fill(1), { combine: 'add', grain: 10 })).toBe(50);
    const refused = limited.reduce('sum', Array(51).fill(1), { combine: 'add', grain: 10 });
    expect(await rejection(refused)).toMatchObject({ code: 'ERR_QUEUE_FULL' });
    await limited.close();
  });

  it('copies large arrays in messages of some megabytes', async () => {
    const before = pool.stats().blocks.messages;
    const array = new Float64Array(2 ** 21).fill(1);
    const output = await pool.mapBlocks('double', array, { grain: 2 ** 18 });
    expect((output as Float64Array).every((value) => value === 2)).toBe(true);
    expect(pool.stats().blocks.messages - before).toBeGreaterThanOrEqual(4);
  });
});

describe('an error', () => {
  it('of an input that is moved away during the call is the call’s', async () => {
    const input = new Float64Array(100_000);
    const call = rejection(pool.mapBlocks('double', input, { grain: 1000 }));
    structuredClone(input, { transfer: [input.buffer] });
    expect(await call).toBeInstanceOf(TypeError);
  });

  it('of an output that is moved away during the call is the call’s, and ends no worker', async () => {
    const { restarts } = pool.stats();
    const output = new Float64Array(100_000);
    const call = rejection(pool.mapBlocks('double', new Float64Array(100_000), { grain: 1000, output }));
    structuredClone(output, { transfer: [output.buffer] });
    expect(await call).toMatchObject({ name: 'TypeError', message: expect.stringContaining('`output`') as string });
    expect(pool.stats().restarts).toBe(restarts);
  });

  it('of a `combine` is of no block', async () => {
    const error = await rejection(pool.reduce('sum', new Float64Array(100), { combine: 'failToAdd', grain: 10 }));
    expect(error).toMatchObject({ name: 'RangeError', message: 'no sum' });
    expect(error).not.toHaveProperty('taskIndex');
    expect(error).not.toHaveProperty('blockRange');
  });

  it('of blocks that are mapped, reduced or scanned carries the block’s range', async () => {
    const place = { taskIndex: 2, blockRange: { begin: 20, end: 30 } };
    const mapped = pool.mapBlocks('failInBlock', new Float64Array(100), { grain: 10, args: [[55, 25]] });
    expect(await rejection(mapped)).toMatchObject({ message: 'step 25', ...place });
    const unsendable = { grain: 10, combine: () => () => {} };
    expect(await rejection(pool.scan('prefix', new Float64Array(30), unsendable))).toMatchObject({
      code: 'ERR_NOT_SERIALIZABLE',
      message: expect.stringContaining('`carries[0][0]`') as string,
      taskIndex: 2,
    });
  });

  it('of a name that the module does not have is told before anything runs', async () => {
    await pool.ready();
    const { sent } = pool.stats().blocks;
    expect(await rejection(pool.parallelFor('nothing', { end: 5 }))).toBeInstanceOf(UnknownTaskError);
    expect(await rejection(pool.reduce('sum', [1, 2], { combine: 'nothing' }))).toBeInstanceOf(UnknownTaskError);
    expect(pool.stats().blocks.sent).toBe(sent);
  });

  it('of what combines is the call’s, in a worker and here', async () => {
    const fail = (): number => {
      throw new RangeError('too large');
    };
    const work = { grain: 1, combine: fail };
    expect(await rejection(pool.reduce('sum', [1, 2], work))).toMatchObject({ message: 'too large' });
    expect(await rejection(pool.scan('prefix', [1, 2, 3], work))).toMatchObject({ message: 'too large' });
    const there = pool.reduce('sum', [1, 2], { grain: 1, combine: 'asyncText' });
    expect(await rejection(there)).toBeInstanceOf(TypeError);
  });
});

describe('how blocks travel', () => {
  it('is one by one before anything is known', async () => {
    const fresh = new Pool(KERNELS, { workers: 1 });
    await fresh.reduce('sum', new Float64Array(4), { combine: add, grain: 2 });
    expect(fresh.stats().blocks).toMatchObject({ sent: 2, messages: 2, mostPerMessage: 1 });
    await fresh.close();
  });
});
