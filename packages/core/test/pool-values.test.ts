import { open } from 'node:fs/promises';
import { MessageChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { move, type Pool, SerializationError, sharedArray } from '../dist/index.js';
import { openPool, terminateOpenPools, sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

/** What of it the tests use: the types of Node do not tell of it. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: object) => { readonly buffer: SharedArrayBuffer };
}
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

/** A module with one export, `answer`, which gives 42. */
const ANSWER = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0, 10,
  6, 1, 4, 0, 65, 42, 11,
]);

function echo(value: unknown, pool: Pool = sharedPool(1)): Promise<unknown> {
  return pool.apply('echo', [value]);
}

describe('a value comes back as structured clone would give it', () => {
  const cyclic: Record<string, unknown> = { name: 'cycle', list: [] };
  cyclic['self'] = cyclic;
  (cyclic['list'] as unknown[]).push(cyclic);

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['booleans', [true, false]],
    ['numbers', [0, -0, 1, -1, 0.1, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, 2 ** 31, -(2 ** 31) - 1]],
    ['big integers', [0n, -1n, 2n ** 200n]],
    ['texts', ['', 'a', 'größe', '😀', '\ud800', '\0', 'x'.repeat(1000)]],
    ['dates', [new Date(0), new Date(NaN)]],
    ['regular expressions', [/a+b/giu, /[/]/]],
    ['maps and sets', [new Map<unknown, unknown>([[{ key: 1 }, new Set([1, 'two'])]]), new Set()]],
    ['boxed values', [Object(1), Object('text'), Object(true), Object(5n)]],
    ['nested objects', { a: [{ b: { c: [1, [2, [3]]] } }], 'with space': 1, 12: 2 }],
    ['typed arrays', [new Float64Array([1.5, -0]), new Uint8Array([255]), new BigInt64Array([-5n]), new Uint16Array()]],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['a DataView', new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)],
    ['an error as a value', new RangeError('wrong', { cause: 'cause' })],
    ['an object that lists itself', cyclic],
  ])('%s', async (_name, value) => {
    expect(await echo(value)).toEqual(structuredClone(value));
  });

  it('holes of an array', async () => {
    const sparse: unknown[] = [];
    sparse[5] = 'five';
    const back = (await echo(sparse)) as unknown[];
    expect([back.length, 0 in back, back[5]]).toEqual([6, false, 'five']);
  });

  it('the same object twice is one object', async () => {
    const twin = { a: 1 };
    const [first, second] = (await echo([twin, twin])) as [object, object];
    expect(first).toBe(second);
  });

  it('own keys with a meaning of their own', async () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}') as object;
    const back = (await echo(value)) as object;
    expect(Object.keys(back)).toEqual(Object.keys(value));
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('nesting 10,000 deep', async () => {
    const pool = sharedPool(1);
    let value = await pool.apply('nested', [10_000]);
    value = await echo(value, pool);
    let depth = 0;
    for (; Array.isArray(value); [value] = value) depth += 1;
    expect(depth).toBe(10_000);
  });

  it('views bring their own bytes only, never their neighbours’', async () => {
    const whole = new Uint8Array(1000).fill(7);
    const back = (await echo(whole.subarray(10, 13))) as Uint8Array;
    expect([...back]).toEqual([7, 7, 7]);
    expect(back.buffer.byteLength).toBe(3);
  });

  it('arguments do not share memory with what comes back', async () => {
    const value = new Uint8Array([1, 2, 3]);
    const back = (await echo(value)) as Uint8Array;
    back[0] = 9;
    expect(value[0]).toBe(1);
  });
});

describe('changes after the call are not seen', () => {
  it('by a call that waits behind another', async () => {
    const pool = sharedPool(1);
    const words = new Int32Array(new SharedArrayBuffer(4));
    const blocker = pool.apply('waitFor', [words]);
    const small = { value: 1 };
    const large = new Uint8Array(200_000).fill(1);
    const results = Promise.all([pool.apply('echo', [small]), pool.apply('sum', [large])]);
    small.value = 2;
    large.fill(2);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    await blocker;
    expect(await results).toEqual([{ value: 1 }, 200_000]);
  });
});

describe('a value of any size', () => {
  const RING = 65_536;
  const SIZES = [0, 1, 480, 496, 511, 512, 513, RING / 2 - 64, RING / 2 - 25, RING / 2 - 24, RING / 2, RING / 2 + 1];
  const LARGE = [RING - 1, RING, RING + 1, 10 * RING];

  it.each([...SIZES, ...LARGE])('goes through with %d bytes', async (length) => {
    const pool = sharedPool(1, RING);
    const value = new Uint8Array(length).fill(1);
    expect(Buffer.compare((await echo(value, pool)) as Uint8Array, value)).toBe(0);
    expect(await pool.apply('sum', [value])).toBe(length);
    expect(await pool.map('sum', [value, new Uint8Array(1).fill(5), value], { chunkSize: 3 })).toEqual([
      length,
      5,
      length,
    ]);
  });

  it.each([...SIZES, ...LARGE])('goes through with %d characters', async (length) => {
    const pool = sharedPool(1, RING);
    expect(await echo('ü'.repeat(length), pool)).toBe('ü'.repeat(length));
  });

  it('keeps the order of large and small ones', async () => {
    const pool = sharedPool(1, 4096);
    const lengths = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 50_000 + index : index));
    const done: number[] = [];
    const calls = lengths.map(async (length) =>
      done.push((await pool.apply('sum', [new Uint8Array(length).fill(1)])) as number),
    );
    await Promise.all(calls);
    expect(done).toEqual(lengths);
  });

  it('may be 100 MB on the way in and on the way out', async () => {
    const pool = sharedPool(1);
    const length = 100_000_000;
    expect(await pool.apply('firstOf', [new Uint8Array(length).fill(5)])).toBe(5);
    const back = (await pool.apply('bytes', [length])) as Uint8Array;
    expect([back.length, back[0], back[length - 1]]).toEqual([length, length % 251, length % 251]);
  });

  it('may be a map of more numbers than a ring holds', async () => {
    const numbers = Array.from({ length: 50_000 }, (_, index) => index / 3);
    expect(await sharedPool(1, 4096).map('echo', numbers, { chunkSize: 50_000 })).toEqual(numbers);
  });

  it('may be thrown', async () => {
    const reason = (await rejection(sharedPool().apply('throwValue', [{ text: 'x'.repeat(500_000) }]))) as {
      text: string;
    };
    expect(reason.text).toHaveLength(500_000);
  });
});

describe('shared memory', () => {
  it('travels by reference: both sides see the same', async () => {
    const pool = sharedPool();
    const counter = sharedArray(Int32Array, 1);
    await pool.map(
      'raise',
      Array.from({ length: 200 }, () => counter),
      { chunkSize: 10 },
    );
    await Promise.all(Array.from({ length: 100 }, () => pool.apply('raise', [counter])));
    expect(counter[0]).toBe(300);
  });

  it('comes back as the same memory', async () => {
    const buffer = new SharedArrayBuffer(8);
    const back = (await echo(buffer)) as SharedArrayBuffer;
    new Uint8Array(back)[0] = 7;
    expect(new Uint8Array(buffer)[0]).toBe(7);
  });

  it('of the worker’s own making can be returned', async () => {
    const pool = sharedPool(1);
    const view = (await pool.apply('ownShared', [3])) as Int32Array;
    await pool.apply('raise', [view, 1]);
    expect([...view]).toEqual([0, 1, 0]);
  });

  it('is the same for all views over it, in one call and in the next', async () => {
    const pool = sharedPool(1);
    const words = new Int32Array(new SharedArrayBuffer(16));
    expect(await pool.apply('raise', [words.subarray(1, 2)])).toBe(1);
    expect(await pool.apply('raise', [words, 1])).toBe(2);
    const [all, part] = (await echo([words, words.subarray(1)], pool)) as [Int32Array, Int32Array];
    expect(all.buffer).toBe(part.buffer);
  });

  it('goes with many buffers to many workers', async () => {
    const pool = openPool({ workers: 3 });
    const buffers = Array.from({ length: 100 }, () => new Int32Array(new SharedArrayBuffer(4)));
    await pool.map('raise', [...buffers, ...buffers]);
    expect(buffers.map(([value]) => value)).toEqual(buffers.map(() => 2));
  });
});

describe('what moves', () => {
  it('is detached here and whole there', async () => {
    const data = new Float64Array([1, 2, 3]);
    expect(await sharedPool(1).apply('sum', [move(data)])).toBe(6);
    expect(data.byteLength).toBe(0);
  });

  it('is detached when the task is submitted', () => {
    const data = new Float64Array([1, 2, 3]);
    const call = sharedPool(1).apply('sum', [move(data)]);
    expect(data.byteLength).toBe(0);
    return expect(call).resolves.toBe(6);
  });

  it('goes though there are no arguments at all', async () => {
    const data = new Uint8Array(8);
    expect(await sharedPool(1).apply('countArguments', [], { transfer: [data.buffer] })).toBe(0);
    expect(data.byteLength).toBe(0);
  });

  it('may be named by `transfer`', async () => {
    const data = new Uint8Array(100_000).fill(1);
    expect(await sharedPool(1).apply('sum', [data], { transfer: [data.buffer] })).toBe(100_000);
    expect(data.byteLength).toBe(0);
  });

  it('may come back, again and again', async () => {
    const pool = sharedPool(1);
    let data = new Uint8Array(1000).fill(3);
    for (let round = 0; round < 20; round += 1) data = (await pool.apply('giveBack', [move(data)])) as typeof data;
    expect([data.length, data[999]]).toEqual([1000, 3]);
  });

  it('goes to a worker that has nothing else to do', async () => {
    const pool = sharedPool(1);
    const words = new Int32Array(new SharedArrayBuffer(4));
    const calls = [
      pool.apply('waitFor', [words]),
      ...[1, 2, 3].map((n) => pool.apply('sum', [move(new Uint8Array([n]))])),
    ];
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect((await Promise.all(calls)).slice(1)).toEqual([1, 2, 3]);
  });

  it('stays when the submission is refused', async () => {
    const pool = openPool({ workers: 1 });
    const data = new Uint8Array([1, 2, 3]);
    expect(await rejection(pool.apply('sum', [move(data), () => {}]))).toBeInstanceOf(SerializationError);
    await pool.close();
    expect(await rejection(pool.apply('sum', [move(data)]))).toMatchObject({ code: 'ERR_POOL_NOT_RUNNING' });
    expect([...data]).toEqual([1, 2, 3]);
  });

  it('cannot move twice', async () => {
    const pool = sharedPool(1);
    const data = new Uint8Array([1]);
    await pool.apply('sum', [move(data)]);
    expect(await rejection(pool.apply('sum', [move(data)]))).toBeInstanceOf(SerializationError);
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it.each([[['text']], [[5]], [[{}]], [[null]]])('must be something that can: %j', async (transfer) => {
    const pool = sharedPool(1);
    const error = await rejection(pool.apply('echo', [1], { transfer: transfer as unknown as object[] }));
    expect(error).toBeInstanceOf(SerializationError);
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it('may be a MessagePort, on which both sides talk', async () => {
    const { port1, port2 } = new MessageChannel();
    const call = sharedPool(1).apply('answerPort', [move(port2), 'hello']);
    const text = await new Promise((resolve) => port1.once('message', resolve));
    port1.postMessage('thanks');
    expect([text, await call]).toEqual(['hello from the worker', 'thanks']);
    port1.close();
  });

  it('may be a MessagePort that comes back', async () => {
    const { port1, port2 } = new MessageChannel();
    const back = (await sharedPool(1).apply('movePort', [move(port2)])) as MessagePort;
    expect(back).toBeInstanceOf(MessagePort);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
    back.postMessage('still works');
    expect(receiveMessageOnPort(port1)).toEqual({ message: 'still works' });
    back.close();
  });
});

describe('what only structured clone carries', () => {
  it('a WebAssembly.Module', async () => {
    const module = new wasm.Module(ANSWER);
    const pool = sharedPool();
    expect(await pool.apply('runWasm', [module])).toBe(42);
    expect(await pool.map('runWasm', [module, module, module], { chunkSize: 2 })).toEqual([42, 42, 42]);
    expect(await echo(module)).toBeInstanceOf(wasm.Module);
  });

  it('a shared WebAssembly.Memory', async () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
    const pool = sharedPool(1);
    await pool.apply('growMemory', [memory]);
    await pool.apply('growMemory', [memory]);
    expect(new Int32Array(memory.buffer)[0]).toBe(2);
  });

  it('a FileHandle', async () => {
    const handle = await open(new URL(import.meta.url));
    const size = await sharedPool(1).apply('fileSize', [move(handle)]);
    expect(size).toBeGreaterThan(0);
  });

  it('a value that waits for a worker', async () => {
    const pool = sharedPool(1);
    const words = new Int32Array(new SharedArrayBuffer(4));
    const module = new wasm.Module(ANSWER);
    const calls = [pool.apply('waitFor', [words]), pool.apply('runWasm', [module]), pool.apply('square', [3])];
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect((await Promise.all(calls)).slice(1)).toEqual([42, 9]);
  });
});

describe('what cannot be sent', () => {
  const detached = new ArrayBuffer(4);
  structuredClone(detached, { transfer: [detached] });

  it.each<[string, unknown, string]>([
    ['a function', () => {}, 'args[0]'],
    ['a symbol', Symbol('secret'), 'args[0]'],
    ['a WeakMap', new WeakMap(), 'args[0]'],
    ['a promise', Promise.resolve(), 'args[0]'],
    ['a proxy', new Proxy({}, {}), 'args[0]'],
    ['a detached buffer', detached, 'args[0]'],
    ['something deep inside', { a: [1, { b: () => {} }] }, 'args[0].a[1].b'],
    ['something in a map', new Map([['key', Symbol('s')]]), 'args[0]'],
  ])('is refused: %s, and the pool goes on', async (_name, value, path) => {
    const pool = sharedPool(1);
    const error = await rejection(pool.apply('echo', [value]));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE', message: expect.stringContaining(path) as string });
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it.each([
    ['function', 'result.deep[0]'],
    ['symbol', 'result'],
    ['weak', 'result'],
  ])('is refused as a result: a %s', async (kind, path) => {
    const pool = sharedPool(1);
    const error = await rejection(pool.apply('unsendable', [kind]));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE', message: expect.stringContaining(path) as string });
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it('fails its item of a map alone', async () => {
    const pool = sharedPool(1);
    const words = new Int32Array(new SharedArrayBuffer(4));
    const error = await rejection(pool.map('raise', [words, () => {}, words, words], { chunkSize: 4 }));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ taskIndex: 1 });
    expect(words[0]).toBe(3);
  });

  it('fails its item of a map alone when it is the result', async () => {
    const iterator = sharedPool(1).imap('unsendable', ['none', 'symbol', 'none'], { chunkSize: 3 });
    expect(await iterator.next()).toEqual({ done: false, value: undefined });
    expect(await rejection(iterator.next())).toBeInstanceOf(SerializationError);
    expect(await iterator.next()).toEqual({ done: false, value: undefined });
  });

  it('is what a getter throws', async () => {
    const pool = sharedPool(1);
    const wrong = new Error('getter');
    const value = {
      get a(): never {
        throw wrong;
      },
    };
    expect(await rejection(pool.apply('echo', [value]))).toBe(wrong);
    expect(await rejection(pool.map('echo', [1, value, 3], { chunkSize: 3 }))).toBe(wrong);
    expect(await pool.apply('square', [2])).toBe(4);
  });
});
