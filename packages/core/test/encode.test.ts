import { Room } from '../src/codec/room.js';
import { createSecretKey } from 'node:crypto';
import * as pathModule from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SerializationError } from '../src/errors.js';
import { RoundTrip, viewOf } from './round-trip.js';
import { assertSameClone } from './same-clone.js';

class Point {
  readonly x = 1;
  readonly #secret = 2;
  get secret(): number {
    return this.#secret;
  }
}

function withGetter(read: () => unknown): object {
  return Object.defineProperty({}, 'value', { get: read, enumerable: true });
}

const long = Array.from({ length: 100 }, (_, index) => ({ index }));
const newer = globalThis as { Float16Array?: new (values: readonly number[]) => ArrayBufferView };

/** What random values seldom are. */
const values: readonly (readonly [string, unknown])[] = [
  ['long text of one byte per character', 'é'.repeat(5_000)],
  ['long text of two', 'é☃'.repeat(5_000)],
  ['text at the length where the way changes', Array.from({ length: 40 }, (_, length) => 'ÿ'.repeat(length))],
  ['the same for text of two bytes', Array.from({ length: 40 }, (_, length) => 'Ā'.repeat(length))],
  ['lone surrogates', ['\ud800', '\udc00', `${'x'.repeat(30)}\ud800`, '\udc00\ud800']],
  ['integers of all sizes', [0, -0, 1, -1, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53]],
  ['big integers of all sizes', [0n, -1n, 2n ** 63n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 64n), 3n ** 1_000n]],
  ['numbers and one that is none', [...Array.from({ length: 100 }, (_, index) => index), 'text']],
  ['integers and one that is none', [1, 2, 3.5, 4]],
  [
    'a long array with a gap',
    Object.assign(
      Array.from({ length: 100 }, () => 'x'),
      { 200: 'y' },
    ),
  ],
  ['a long array with a name', Object.assign([...long], { name: 'x' })],
  ['numbers with a name', Object.assign([1, 2, 3], { name: 'x' })],
  ['a match', /(?<first>.)b/.exec('ab')],
  ['an array of 2 ** 31 gaps', Object.assign(Array(2 ** 31), { 5: 'x' })],
  ['an array of gaps alone', Array(70)],
  ['an array that is almost its own key', Object.assign([], { '01': 1, '-1': 2, '4294967295': 3 })],
  ['names that have a meaning', JSON.parse('{"__proto__":1,"constructor":2,"then":3,"length":4,"hasOwnProperty":5}')],
  ['names of all kinds', { '': 1, 'two words': 2, ['x'.repeat(300)]: 3, Ā: 4, '7': 5 }],
  ['an instance of a class', new Point()],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['an object of another realm', runInNewContext('({ a: [1, , 3], b: new Map([[1, 2]]), c: new Date(5), d: /x/g })')],
  ['a subclass of Map', new (class extends Map<number, number> {})([[1, 2]])],
  ['a subclass of Array', class extends Array<unknown> {}.from(['a', 'b'])],
  ['an array of another class', Object.setPrototypeOf([1, 2], null)],
  ['what calls itself a date', Object.create(Date.prototype)],
  ['symbols as keys', { [Symbol('x')]: 1, a: 2 }],
  ['what is not enumerable', Object.defineProperty({ a: 1 }, 'b', { value: 2 })],
  ['a getter', withGetter(() => 5)],
  ['an empty buffer', new ArrayBuffer(0)],
  ['a resizable buffer', resizable(4, 16)],
  ['a view that follows its buffer', new Uint8Array(resizable(4, 16))],
  ['buffers and views of them', sharedViews()],
  ['a Buffer', Buffer.from('some text')],
  ['views of no bytes', [new Float64Array(0), new DataView(new ArrayBuffer(0)), new Uint8Array(0)]],
  ['half-precision numbers', newer.Float16Array === undefined ? [] : new newer.Float16Array([1, 2.5])],
  ['an error of another realm', runInNewContext('new RangeError("far")')],
  ['a thousand objects, twice', [...long, ...long]],
];

/** The types of the language version we compile for do not know it. */
function unsharedMemory(): object {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => object } }).WebAssembly;
  return new Memory({ initial: 1 });
}

function resizable(byteLength: number, maxByteLength: number): ArrayBuffer {
  const constructor = ArrayBuffer as new (byteLength: number, options: object) => ArrayBuffer;
  return new constructor(byteLength, { maxByteLength });
}

function sharedViews(): unknown {
  const buffer = new ArrayBuffer(16);
  return [new Uint8Array(buffer), buffer, new Uint16Array(buffer, 2, 3), new DataView(buffer, 8)];
}

describe('a value', () => {
  it.each(values)('arrives as structured clone makes it: %s', (_, value) => {
    assertSameClone(new RoundTrip().send(value), structuredClone(value));
  });

  it.each(values)('arrives the same by way of a detached message: %s', (_, value) => {
    assertSameClone(new RoundTrip().sendDetached(value), structuredClone(value));
  });

  it('reads getters once', () => {
    let reads = 0;
    const value = withGetter(() => ++reads);
    expect(new RoundTrip(32).send([value, 'x'.repeat(1_000)])).toEqual([{ value: 1 }, 'x'.repeat(1_000)]);
  });

  it('leaves out what a getter removed before it was read', () => {
    const value: Record<string, unknown> = {
      get a(): string {
        delete value['b'];
        return 'a';
      },
      b: 1,
    };
    expect(new RoundTrip().send(value)).toEqual({ a: 'a' });
  });

  it('takes a map as it was, whatever a getter in it does', () => {
    const map = new Map<unknown, unknown>();
    map
      .set(
        withGetter(() => map.clear()),
        1,
      )
      .set('b', 2);
    expect([...(new RoundTrip().send(map) as Map<unknown, unknown>).values()]).toEqual([1, 2]);
  });

  it('may be 100,000 levels deep', () => {
    const levels = 100_000;
    const list: { next?: object } = {};
    let last = list;
    for (let level = 0; level < levels; level++) last = last.next = {};
    let depth = 0;
    for (let node = new RoundTrip().send(list) as typeof list; node.next !== undefined; node = node.next) depth++;
    expect(depth).toBe(levels);
  });

  it('may have containers of all kinds at any depth, which refer to each other', () => {
    let value: unknown = { end: true };
    for (let level = 0; level < 1_000; level++) {
      const inner = value;
      const numbers = [[1, 2, level], [level + 0.5], Object.assign(Array(5), { 3: level }), [inner]];
      value = [{ inner, numbers }, new Map([['a', inner]]), new Set([inner, numbers]), [numbers, inner]][level % 4];
    }
    assertSameClone(new RoundTrip().send(value), structuredClone(value));
  });

  it('may be an error whose causes are 1,000 levels deep', () => {
    let error = new Error('first');
    for (let level = 0; level < 1_000; level++) error = new Error(`level ${level}`, { cause: error });
    let received = new RoundTrip().send(error) as Error;
    while (received.cause !== undefined) received = received.cause as Error;
    expect(received.message).toBe('first');
  });

  it('goes where the program itself is deep in calls, or fails with its error', () => {
    const roundTrip = new RoundTrip();
    const value = { a: { b: { c: [1] } } };
    const outcomes = new Set<string>();
    const descend = (): void => {
      try {
        descend();
      } catch {
        // The stack is full here, and a little less so on every way back.
      }
      try {
        outcomes.add(JSON.stringify(roundTrip.send(value)));
      } catch (error) {
        outcomes.add((error as Error).name);
      }
    };
    descend();
    expect([...outcomes].filter((outcome) => !outcome.endsWith('Error'))).toEqual(['{"a":{"b":{"c":[1]}}}']);
    expect(roundTrip.send(value)).toEqual(value);
  });

  it('brings of a larger buffer its own bytes only', () => {
    const secret = Buffer.from('secret text next to it, and more of it behind');
    const value = secret.subarray(7, 11);
    const bytes = new RoundTrip().encoder.encodeValueDetached(value, 'value');
    expect(Buffer.from(bytes).toString('latin1')).toContain('text');
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/secret|next/);
  });

  it('is not seen to change once it is encoded', () => {
    const roundTrip = new RoundTrip();
    const value = { list: [1, 2], bytes: new Uint8Array([1]) };
    const message = roundTrip.encoder.encodeValueDetached(value, 'value');
    value.list.push(3);
    value.bytes[0] = 9;
    expect(roundTrip.receive(message)).toEqual({ list: [1, 2], bytes: new Uint8Array([1]) });
  });
});

describe('a decoded value', () => {
  it('shares no memory with its message', () => {
    const roundTrip = new RoundTrip();
    const value = {
      bytes: new Uint8Array(100).fill(1),
      text: 'x'.repeat(100),
      wide: '☃'.repeat(50),
      numbers: [1.5, 2.5],
    };
    const received = roundTrip.send(value);
    roundTrip.bytes.fill(0xff);
    expect(received).toEqual(value);
  });
});

describe('what cannot be sent', () => {
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['a function', [() => 1], 'Expected `args[0][0]` to be a value that can be sent, got function () => 1.'],
    ['a class', { a: Point }, 'Expected `args[0].a` to be a value that can be sent, got [class Point].'],
    ['a symbol', { a: { 'b c': Symbol('q') } }, '`args[0].a["b c"]` to be a value that can be sent, got Symbol(q).'],
    ['a boxed symbol', [Object(Symbol('q'))], '`args[0][0]`'],
    ['a promise', new Map([['key', { p: Promise.resolve() }]]), "`args[0].get('key').p`"],
    ['a weak map', new Set([1, new WeakMap()]), '`args[0].values()[1]`'],
    ['a weak reference', new Map([[new WeakRef({}), 1]]), '`args[0].keys()[0]`'],
    ['a proxy', [new Proxy({}, {})], '`args[0][0]` to be a value that can be sent, got a Proxy.'],
    ['a proxy of an array', [new Proxy([], {})], 'got a Proxy.'],
    [
      'a generator',
      [
        (function* (): Generator<number> {
          yield 1;
        })(),
      ],
      '`args[0][0]`',
    ],
    ['an iterator', { it: [1].values() }, '`args[0].it`'],
    ['a module', [pathModule], '`args[0][0]`'],
    ['a formatter', [new Intl.NumberFormat()], '`args[0][0]`'],
    ['a port that is not moved', { port: new MessageChannel().port1 }, '`args[0].port`'],
    ['memory that is not shared', [unsharedMemory()], '`args[0][0]`'],
    ['a stream', [new ReadableStream()], '`args[0][0]`'],
    ['something far down', deep(300, () => 1), '…(285 more)…'],
  ];

  it.each(refused)('is refused with its place: %s', (_, value, message) => {
    const roundTrip = new RoundTrip();
    const send = (): unknown => roundTrip.sendArguments([value]);
    expect(send).toThrow(SerializationError);
    expect(send).toThrow(message);
    expect(roundTrip.sendArguments([1, 'next'])).toEqual([1, 'next']);
  });

  it('is refused where it stands first', () => {
    const value = { a: () => 1, b: () => 2 };
    expect(() => new RoundTrip().sendArguments([0, value])).toThrow('`args[1].a`');
    expect(() => new RoundTrip().send(value, 'items[3]')).toThrow('`items[3].a`');
    expect(() => new RoundTrip().send(() => 1, 'result')).toThrow('Expected `result` to be');
  });

  it('is refused when it is a buffer without its memory', () => {
    const buffer = new ArrayBuffer(8);
    const view = new Uint8Array(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => new RoundTrip().send(buffer)).toThrow('Expected `value` to be a value whose memory is still here');
    expect(() => new RoundTrip().send([view])).toThrow('Expected `value[0]` to be a value whose memory is still here');
  });

  it('is no getter that throws: that error comes through as it is', () => {
    const error = new Error('from the getter');
    const value = withGetter(() => {
      throw error;
    });
    const roundTrip = new RoundTrip();
    expect(() => roundTrip.send([value])).toThrow(error);
    expect(roundTrip.send('next')).toBe('next');
  });

  function deep(levels: number, end: unknown): unknown {
    let value = end;
    for (let level = 0; level < levels; level++) value = { next: value };
    return value;
  }
});

describe('an encoder', () => {
  const roundTrip = new RoundTrip();
  const { encoder, view, bytes } = roundTrip;

  function roomOf(start: number, end: number): Room {
    const room = new Room(view, bytes);
    room.place(start, end);
    return room;
  }

  it('says where the value ends, to the byte', () => {
    expect(encoder.encodeValue(1, 'value', roomOf(8, 13))).toBe(13);
    expect(encoder.encodeValue(1, 'value', roomOf(8, 12))).toBe(-1);
    expect(encoder.encodeValue('abc', 'value', roomOf(8, 13))).toBe(13);
    expect(encoder.encodeValue('abc', 'value', roomOf(8, 12))).toBe(-1);
    expect(encoder.encodeArguments([], roomOf(8, 8))).toBe(8);
  });

  it('writes nothing past the limit', () => {
    const value = { list: [1, 'text', { a: 1.5 }], bytes: new Uint8Array(20), text: 'x'.repeat(50) };
    const length = encoder.encodeValueDetached(value, 'value').length + 8;
    for (let limit = 0; limit < length; limit++) {
      bytes.fill(0xaa, 0, 400);
      const end = encoder.encodeValue(value, 'value', roomOf(0, limit));
      expect(end).toBeLessThanOrEqual(limit);
      expect(bytes.subarray(limit, 400).every((byte) => byte === 0xaa)).toBe(true);
      const message = end < 0 ? encoder.takeOverflow() : bytes.slice(0, end);
      expect(roundTrip.receive(message)).toEqual(value);
    }
  });

  it('gives the bytes of arguments that did not fit', () => {
    const args = [1, 'text', { list: ['x'.repeat(100_000)] }];
    expect(encoder.encodeArguments(args, roomOf(0, 50))).toBe(-1);
    const overflow = encoder.takeOverflow();
    const received = roundTrip.decoder.decodeArguments(3, viewOf(overflow), overflow, 0, overflow.length);
    expect(received).toEqual(args);
  });

  it('gives detached messages buffers of their own', () => {
    const [first, second] = ['first', 'second'].map((text) => encoder.encodeValueDetached(text, 'value'));
    const large = encoder.encodeArgumentsDetached(['x'.repeat(1_000_000)]);
    expect(new Set([first!.buffer, second!.buffer, large.buffer]).size).toBe(3);
    structuredClone(0, { transfer: [second!.buffer, large.buffer] as ArrayBuffer[] });
    expect(roundTrip.receive(first!)).toBe('first');
    expect(roundTrip.receive(encoder.encodeValueDetached('third', 'value'))).toBe('third');
  });

  it('knows nothing of one message in the next', () => {
    const value = { a: 1 };
    const [first, second] = [1, 2].map(() => encoder.encodeValueDetached([value, value], 'value'));
    expect(second).toEqual(first);
    expect(roundTrip.receive(second!)).toEqual([value, value]);
  });

  it('tells that it is in use, and refuses a getter that uses it', () => {
    const seen: unknown[] = [];
    const value = withGetter(() => {
      seen.push(encoder.isEncoding);
      expect(() => encoder.encodeValueDetached(1, 'inner')).toThrow('Expected an encoder that is not in use');
      return 'read';
    });
    expect(roundTrip.send(value)).toEqual({ value: 'read' });
    expect(seen).toEqual([true]);
    expect(encoder.isEncoding).toBe(false);
  });

  it('leaves nothing beside the bytes of most messages', () => {
    encoder.encodeValueDetached([new SharedArrayBuffer(1), createSecretKey(Buffer.from('k'))], 'value');
    expect(encoder.attachments).toHaveLength(1);
    expect(encoder.sharedIds).toHaveLength(1);
    expect(encoder.hasLeftovers).toBe(true);
    encoder.encodeValueDetached({ a: 1 }, 'value');
    expect([encoder.attachments, encoder.transferList, encoder.sharedIds]).toEqual([[], [], []]);
    expect(encoder.hasLeftovers).toBe(false);
  });
});
