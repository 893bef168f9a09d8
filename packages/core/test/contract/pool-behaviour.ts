import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  move,
  Pool,
  type PoolOptions,
  SerializationError,
  UnknownTaskError,
  WorkerLostError,
} from '../../dist/index.js';
import { KERNELS } from '../open-pools.ts';
import { rejection } from '../rejection.ts';

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

async function collect(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of results) all.push(value);
  return all;
}

function ascending(values: readonly unknown[]): unknown[] {
  return [...values].sort((a, b) => (a as number) - (b as number));
}

/** What every pool does, however many workers it has and however small its rings are: one pool goes through all of it. */
export function itBehavesAsPool(options: PoolOptions): void {
  let pool: Pool;

  beforeAll(() => {
    pool = new Pool(KERNELS, options);
  });

  afterAll(() => pool.terminate());

  it('runs work before it is ready, and gets ready', async () => {
    expect(await pool.apply('square', [7])).toBe(49);
    await pool.ready();
    expect(pool.size).toBe(options.workers);
  });

  it('gives each of many calls its own result', async () => {
    const numbers = range(3000);
    expect(await Promise.all(numbers.map((x) => pool.apply('square', [x])))).toEqual(numbers.map((x) => x * x));
  });

  it('gives each of many asynchronous calls its own result', async () => {
    const numbers = range(200);
    expect(await Promise.all(numbers.map((x) => pool.apply('later', [x])))).toEqual(numbers);
  });

  it.each([undefined, 1, 7, 5000, 'auto'] as const)('maps numbers in input order (chunks of %s)', async (chunkSize) => {
    const numbers = range(3000);
    const results = await pool.map('square', numbers, chunkSize === undefined ? {} : { chunkSize });
    expect(results).toEqual(numbers.map((x) => x * x));
  });

  it.each([1, 20, 'auto'] as const)('maps objects in input order (chunks of %s)', async (chunkSize) => {
    const items = range(300).map((x) => ({ x, text: 'ü'.repeat(x), list: [x, { x }] }));
    expect(await pool.map('echo', items, { chunkSize })).toEqual(items);
  });

  it.each([1, 20, 'auto'] as const)('maps lists of arguments (chunks of %s)', async (chunkSize) => {
    const lists = range(300).map((x) => [x, 1]);
    expect(await pool.starmap('add', lists, { chunkSize })).toEqual(range(300).map((x) => x + 1));
  });

  it.each([1, 13, 'auto'] as const)('maps an input lazily (chunks of %s)', async (chunkSize) => {
    expect(await collect(pool.imap('square', range(500), { chunkSize }))).toEqual(range(500).map((x) => x * x));
    expect(ascending(await collect(pool.imapUnordered('square', range(500), { chunkSize })))).toEqual(
      range(500).map((x) => x * x),
    );
  });

  it('maps inputs lazily side by side', async () => {
    const inputs = range(5).map(() => range(100));
    const results = await Promise.all(inputs.map((input) => collect(pool.imap('square', input, { chunkSize: 3 }))));
    expect(results).toEqual(inputs.map((input) => input.map((x) => x * x)));
  });

  it('carries values of every size', async () => {
    const lengths = [0, 1, 100, 500, 1000, 1500, 2000, 2015, 2016, 2017, 2030, 2100, 4096, 5000, 40_000, 500_000];
    const values = lengths.map((length) => new Uint8Array(length).fill(1));
    expect(await Promise.all(values.map((value) => pool.apply('sum', [value])))).toEqual(lengths);
    expect(await pool.map('sum', values, { chunkSize: 5 })).toEqual(lengths);
    const results = (await pool.map('bytes', lengths, { chunkSize: 5 })) as Uint8Array[];
    expect(results.map((result) => result.length)).toEqual(lengths);
  });

  it('shares memory', async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    await Promise.all(range(500).map(() => pool.apply('raise', [counter])));
    await pool.map(
      'raise',
      range(500).map(() => counter),
      { chunkSize: 50 },
    );
    expect(counter[0]).toBe(1000);
  });

  it('moves values', async () => {
    const values = range(30).map((x) => new Uint8Array([x]));
    expect(await Promise.all(values.map((value) => pool.apply('sum', [move(value)])))).toEqual(range(30));
    expect(values.every((value) => value.byteLength === 0)).toBe(true);
  });

  it.each([1, 4, 'auto'] as const)('tells the first of the errors of a map (chunks of %s)', async (chunkSize) => {
    const error = await rejection(pool.map('failOdd', [2, 4, 6, 9, 8, 11, 13], { chunkSize }));
    expect(error).toMatchObject({ name: 'RangeError', message: 'odd: 9', taskIndex: 3 });
  });

  it('tells what it has no function for', async () => {
    expect(await rejection(pool.apply('cube', [1]))).toBeInstanceOf(UnknownTaskError);
  });

  it('tells what cannot be sent, there and back', async () => {
    expect(await rejection(pool.apply('echo', [() => {}]))).toBeInstanceOf(SerializationError);
    expect(await rejection(pool.apply('unsendable', ['function']))).toBeInstanceOf(SerializationError);
  });

  it('loses one task to each death of a worker', async () => {
    const values = range(60).map((index) => (index % 20 === 5 ? 'exit' : index));
    const settled = await Promise.allSettled(values.map((value) => pool.apply('exitOn', [value])));
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : 'exit'))).toEqual(values);
    const lost = settled.filter((one) => one.status === 'rejected');
    expect(lost.every(({ reason }) => reason instanceof WorkerLostError)).toBe(true);
  });

  it('loses one item of a chunk to each death of a worker', async () => {
    const values = range(60).map((index) => (index % 20 === 5 ? 'exit' : { index }));
    const iterator = pool.imap('exitOn', values, { chunkSize: 15, buffer: 60 });
    const fates: unknown[] = [];
    while (fates.length < values.length) {
      fates.push(
        await iterator.next().then(
          ({ value }) => value,
          () => 'exit',
        ),
      );
    }
    expect(fates).toEqual(values);
  });

  it('runs what reactions to results submit', async () => {
    const nested = await Promise.all(
      range(100).map((x) => pool.apply('square', [x]).then((square) => pool.apply('add', [square, 1]))),
    );
    expect(nested).toEqual(range(100).map((x) => x * x + 1));
  });

  it('closes, with all its work done', async () => {
    const open = [pool.map('square', range(1000)), pool.apply('later', ['late', 3])];
    await pool.close();
    expect(await Promise.all(open)).toEqual([range(1000).map((x) => x * x), 'late']);
    expect([pool.state, pool.size]).toEqual(['closed', 0]);
    expect(await rejection(pool.apply('square', [1]))).toMatchObject({ code: 'ERR_POOL_NOT_RUNNING' });
  });
}
