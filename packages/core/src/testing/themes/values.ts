import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, raise, raisedCount } from '../flags.js';
import { range, rejectsWith } from '../outcome.js';
import type { WholePool } from '../tested-pool.js';

/** A module with one export, `answer`, which gives 42. */
const ANSWER: Uint8Array = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0, 10,
  6, 1, 4, 0, 65, 42, 11,
]);

/** The types of Node do not tell of WebAssembly. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: object) => { readonly buffer: SharedArrayBuffer };
}
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

/** Around the edges of small rings, and far beyond. */
const LENGTHS = [0, 1, 100, 500, 1000, 1500, 2000, 2016, 2017, 2100, 4095, 4096, 4097, 40_000, 65_536, 1_000_000];

function cycle(): object {
  const list: unknown[] = [];
  const cyclic = { name: 'cycle', list, self: undefined as unknown };
  cyclic.self = cyclic;
  list.push(cyclic, list);
  return cyclic;
}

function sparse(): unknown[] {
  const list: unknown[] = [1];
  list[3] = 4;
  return list;
}

/** One of each that structured clone takes. */
const SAMPLES: readonly [kind: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['booleans', [true, false, new Boolean(true)]],
  ['numbers', [0, -0, 1, -1, 0.1, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 31, -(2 ** 31) - 1, 5e-324]],
  ['big integers', [0n, -1n, 2n ** 200n, -(2n ** 64n)]],
  ['texts', ['', 'a', 'größe', '😀', '\ud800', '\0', 'x'.repeat(5000), 'ü'.repeat(5000)]],
  ['dates', [new Date(0), new Date(-1)]],
  ['expressions', [/a+/giu, /[/]/]],
  ['maps and sets', [new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'b'])]]), new Set()]],
  ['arrays with holes', sparse()],
  ['objects', { a: { b: { c: [] } }, '': 1, constructor: 2 }],
  ['a key named __proto__', JSON.parse('{ "__proto__": { "a": 1 } }')],
  ['typed arrays', [new Uint8Array([1, 2]), new Float64Array([0.5, NaN]), new BigInt64Array([-1n]), new Int16Array(0)]],
  ['bytes and views', [new Uint8Array([1, 2, 3]).buffer, new DataView(new ArrayBuffer(3))]],
  ['cycles', cycle()],
  ['errors', new TypeError('text', { cause: 1 })],
];

async function comesBack(pool: WholePool, kind: string, value: unknown): Promise<void> {
  assert.deepEqual(await pool.apply('echo', [value]), structuredClone(value), kind);
}

const copied: Theme = theme(
  'a value',
  [],
  [
    fact('comes back as structured clone would give it', async ({ pool }) => {
      for (const [kind, value] of SAMPLES) await comesBack(pool, kind, value);
      await comesBack(pool, 'all of them', SAMPLES);
    }),

    fact('may be a date that is none', async ({ pool }) => {
      const date = (await pool.apply('echo', [new Date(NaN)])) as Date;
      assert.ok(date instanceof Date);
      assert.equal(date.getTime(), NaN);
    }),

    fact('keeps what is the same object in it the same', async ({ pool }) => {
      const one = { a: 1 };
      const [first, second] = (await pool.apply('echo', [[one, one]])) as unknown[];
      assert.equal(first, second);
      const [third, fourth] = (await pool.apply('list', [one, one])) as unknown[];
      assert.equal(third, fourth);
    }),

    fact('may be of any size, there', async ({ pool }) => {
      const values = LENGTHS.map((length) => new Uint8Array(length).fill(1));
      assert.deepEqual(await Promise.all(values.map((value) => pool.apply('sum', [value]))), LENGTHS);
      assert.deepEqual(await pool.map('sum', values, { chunkSize: 5 }), LENGTHS);
    }),

    fact('may be of any size, and back', async ({ pool }) => {
      const expected = LENGTHS.map((length) => new Uint8Array(length).fill(length % 251));
      assert.deepEqual(await Promise.all(LENGTHS.map((length) => pool.apply('bytes', [length]))), expected);
      assert.deepEqual(await pool.map('bytes', LENGTHS, { chunkSize: 5 }), expected);
      const texts = ['x', 'ü', '😀'].map((letter) => letter.repeat(100_000));
      assert.deepEqual(await pool.map('echo', texts), texts);
    }),

    fact('that needs many records keeps its place among small ones', async ({ pool }) => {
      const items = range(200).map((index) => (index % 20 === 7 ? 'x'.repeat(50_000 + index) : index));
      assert.deepEqual(await Promise.all(items.map((item) => pool.apply('echo', [item]))), items);
    }),

    factOf(['copies'], 'is what it was when it was submitted', async ({ pool }) => {
      const item = { value: 1, bytes: new Uint8Array([1]) };
      const args = [item];
      const results = [pool.apply('echo', args), pool.map('echo', args)];
      item.value = 2;
      item.bytes[0] = 2;
      args.length = 0;
      const copy = { value: 1, bytes: new Uint8Array([1]) };
      assert.deepEqual(await Promise.all(results), [copy, [copy]]);
    }),

    factOf(['copies'], 'is not changed by what a task does to it', async ({ pool }) => {
      const value = { list: [1, 2] };
      assert.deepEqual(await pool.apply('change', [value]), [1, 2, 0]);
      assert.deepEqual(value, { list: [1, 2] });
    }),

    factOf(['copies'], 'comes without its class', async ({ pool }) => {
      class Point {
        readonly x = 1;
      }
      assert.equal(await pool.apply('classOf', [new Point()]), 'Object');
      assert.deepEqual(await pool.apply('echo', [new Point()]), { x: 1 });
    }),

    factOf(['copies'], 'that is a part of a buffer brings its own bytes only', async ({ pool }) => {
      const part = new Uint8Array(new ArrayBuffer(8192), 100, 3);
      assert.equal(await pool.apply('bytesUnder', [part]), 3);
      assert.equal(await pool.apply('bytesUnder', [Buffer.from('abc')]), 3);
    }),

    factOf(['copies'], 'that cannot be sent is told with its place, and costs no worker', async (trial) => {
      const pool = trial.openSmall();
      const before = await pool.apply('thread');
      for (const value of [() => 1, Symbol('s'), new WeakMap(), Promise.resolve()]) {
        const error = await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('list', [1, { a: { b: value } }]));
        assert.match(error.message, /1.*a.*b/);
      }
      assert.equal(await pool.apply('thread'), before);
    }),

    factOf(['copies'], 'that cannot be sent back is told with its place', async ({ pool }) => {
      for (const kind of ['symbol', 'weak map'])
        await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('unsendable', [kind]));
      const error = await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('unsendable', ['function']));
      assert.match(error.message, /deep/);
    }),

    factOf(['copies'], 'whose bytes have gone elsewhere cannot be sent', async ({ pool }) => {
      const { buffer } = new Uint8Array(3);
      structuredClone(buffer, { transfer: [buffer] });
      await rejectsWith('ERR_NOT_SERIALIZABLE', pool.apply('echo', [buffer]));
    }),

    fact('may be compiled WebAssembly', async ({ pool }) => {
      assert.equal(await pool.apply('answer', [new wasm.Module(ANSWER)]), 42);
    }),
  ],
);

const shared: Theme = theme(
  'shared memory',
  [],
  [
    fact('is the same on both sides', async ({ pool }) => {
      const flags = createFlags();
      await Promise.all(range(500).map(() => pool.apply('raise', [flags])));
      await pool.map(
        'raise',
        range(500).map(() => flags),
        { chunkSize: 50 },
      );
      assert.equal(raisedCount(flags), 1000);
    }),

    fact('is the same where it comes back', async ({ pool }) => {
      const flags = createFlags();
      const back = (await pool.apply('echo', [flags])) as Int32Array;
      raise(back);
      assert.equal(raisedCount(flags), 1);
    }),

    fact('is the same under any view', async ({ pool }) => {
      const view = new DataView(new SharedArrayBuffer(2));
      const back = (await pool.apply('mark', [view, 7])) as Uint8Array;
      assert.equal(view.getUint8(0), 7);
      view.setUint8(1, 8);
      assert.deepEqual([...back], [7, 8]);
    }),

    fact('may come from a task', async ({ pool }) => {
      const numbers = (await pool.apply('sharedNumbers', [4])) as Int32Array;
      assert.ok(numbers.buffer instanceof SharedArrayBuffer);
      assert.equal(await pool.apply('raise', [numbers, 2]), 1);
      assert.deepEqual([...numbers], [0, 0, 1, 0]);
    }),

    fact('may be that of WebAssembly', async ({ pool }) => {
      const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
      const numbers = new Int32Array(memory.buffer);
      await pool.apply('raise', [numbers]);
      assert.equal(numbers[0], 1);
    }),
  ],
);

const handedOver: Theme = theme(
  'what is handed over',
  ['move'],
  [
    fact('may be a port that both sides talk by', async ({ pool }) => {
      const { port1, port2 } = new MessageChannel();
      try {
        const answer = new Promise((resolve) => {
          port1.once('message', resolve);
        });
        await pool.apply('say', [port2, 'hello'], { transfer: [port2] });
        assert.equal(await answer, 'hello');
      } finally {
        port1.close();
      }
    }),

    fact('may be an open file', async ({ pool }) => {
      const handle = await open(new URL(import.meta.url), 'r');
      const size = await pool.apply('fileSize', [handle], { transfer: [handle] });
      assert.ok((size as number) > 0);
      assert.equal(handle.fd, -1);
    }),
  ],
);

export const values: readonly Theme[] = [copied, shared, handedOver];
