import { afterAll, afterEach, expect, vi } from 'vitest';
import { Decoder } from '../../../dist/codec/decode.js';
import { SerializationError } from '../../../dist/index.js';
import { fates, LOST } from '../../fates.ts';
import { openPool, sharedPool, terminateOpenPools, terminateSharedPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { assertSameClone } from '../../same-clone.ts';
import { flags, raise } from '../../shared-flags.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await terminateOpenPools();
});
afterAll(terminateSharedPools);

itKeeps('a value that cannot be sent', async () => {
  const pool = sharedPool(1);
  const values = [() => 1, Symbol('s'), new WeakMap(), Promise.resolve(), new Proxy({}, {})];
  for (const b of values) {
    const error = await rejection(pool.apply('echo', [{ a: { b } }]));
    expect(error).toBeInstanceOf(SerializationError);
    expect((error as Error).message).toContain('args[0].a.b');
    await expectNextTask(pool);
  }
  for (const kind of ['function', 'symbol', 'weak']) {
    expect(await rejection(pool.apply('unsendable', [kind]))).toBeInstanceOf(SerializationError);
    await expectNextTask(pool);
  }
});

itKeeps('odd values', async () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const holes: number[] = [1];
  holes[2] = 3;
  const values = [cycle, holes, -0, NaN, undefined, '\ud800', new Date(NaN), -(2n ** 200n), { u: undefined }];
  const pool = sharedPool(1);
  for (const value of values) assertSameClone(await pool.apply('echo', [value]), structuredClone(value));
  await expectNextTask(pool);
});

itKeeps('nesting 100,000 deep', async () => {
  const pool = sharedPool(1);
  let value = await pool.apply('echo', [await pool.apply('nested', [100_000])]);
  let depth = 0;
  for (; Array.isArray(value); [value] = value) depth += 1;
  expect(depth).toBe(100_000);
  await expectNextTask(pool);
});

itKeeps('keys named __proto__, constructor and then', async () => {
  const pool = sharedPool(1);
  const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "then": 2}') as object;
  const back = (await pool.apply('echo', [value])) as object;
  expect(Object.keys(back)).toEqual(['__proto__', 'constructor', 'then']);
  expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  await expectNextTask(pool);
});

itKeeps('a view of a larger buffer', async () => {
  const pool = sharedPool(1);
  const small = Buffer.from('abc');
  expect(small.buffer.byteLength).toBeGreaterThan(3);
  const back = (await pool.apply('echo', [small])) as Uint8Array;
  expect([...back]).toEqual([97, 98, 99]);
  expect(back.buffer.byteLength).toBe(3);
  await expectNextTask(pool);
});

itKeeps('a detached buffer', async () => {
  const pool = sharedPool(1);
  const view = new Uint8Array(8);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  for (const value of [view.buffer, view])
    expect(await rejection(pool.apply('echo', [value]))).toBeInstanceOf(SerializationError);
  await expectNextTask(pool);
});

itKeeps('a value larger than the ring', async () => {
  const ringBytes = 4096;
  const pool = openPool({ workers: 1, ringBytes });
  const lengths = [ringBytes / 2, ringBytes - 1, ringBytes, ringBytes + 1, 10 * ringBytes, 1, 1000 * ringBytes, 2];
  const texts = lengths.map((length) => 'x'.repeat(length));
  expect(await Promise.all(texts.map((text) => pool.apply('echo', [text])))).toEqual(texts);
  const views = lengths.map((length) => new Uint8Array(length).fill(length % 251));
  const backs = (await pool.map('bytes', lengths, { chunkSize: 3 })) as Uint8Array[];
  expect(backs.map((back, index) => Buffer.compare(back, views[index]!))).toEqual(lengths.map(() => 0));
  await expectNextTask(pool);
});

itKeeps('a result that cannot be decoded', async () => {
  const pool = openPool({ workers: 1 });
  await pool.ready();
  const decodeValue = vi.spyOn(Decoder.prototype, 'decodeValue');
  decodeValue.mockImplementationOnce(() => {
    throw new RangeError('Array buffer allocation failed');
  });
  expect(await fates([pool.apply('echo', ['undecodable'])])).not.toContain('undecodable');
  await expectNextTask(pool);
});

itKeeps('an argument that is changed after the call', async () => {
  const pool = sharedPool(1);
  const words = flags();
  const held = pool.apply('waitFor', [words]);
  const values = [{ a: 1 }, [1, 2], new Uint8Array([1, 2, 3]), 'x'.repeat(100_000).split('')];
  const expected = values.map((value) => structuredClone(value));
  const calls = [...values.map((value) => pool.apply('echo', [value])), pool.map('echo', values)];
  (values[0] as { a: number }).a = 2;
  (values[1] as number[]).length = 0;
  (values[2] as Uint8Array).fill(9);
  (values[3] as string[])[0] = 'y';
  raise(words);
  expect(await Promise.all(calls)).toEqual([...expected, expected]);
  await held;
});

itKeeps('bytes in a ring that are written again', async () => {
  const pool = openPool({ workers: 1, ringBytes: 4096 }, FAULTS);
  const results = [];
  for (let length = 0; length < 100; length += 1) {
    results.push((await pool.apply('bytes', [length])) as Uint8Array);
    await pool.apply('keep', [new Uint8Array(length).fill(length)]);
  }
  const ofLength = (length: number): number[] => new Array<number>(length).fill(length);
  expect(results.map((view) => [...view])).toEqual(results.map((_, length) => ofLength(length)));
  const kept = (await pool.apply('giveKept')) as Uint8Array[];
  expect(kept.map((view) => [...view])).toEqual(results.map((_, length) => ofLength(length)));
  await expectNextTask(pool);
});

itKeeps('a thread that is ended while it writes', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  for (let life = 0; life < 3; life += 1) {
    const calls = [pool.apply('echo', [life]), pool.apply('exitWhileWritten'), pool.apply('square', [life])];
    expect(await fates(calls)).toEqual([life, LOST, life * life]);
  }
  await expectNextTask(pool);
});
