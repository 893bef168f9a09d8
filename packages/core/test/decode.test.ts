import { roomOver } from '../src/codec/room.js';
import { describe, expect, it } from 'vitest';
import { DecodeError, Decoder } from '../src/codec/decode.js';
import * as tag from '../src/codec/tags.js';
import { SharedBufferTable } from '../src/transport/shared-registry.js';
import { RoundTrip, viewOf } from './round-trip.js';

function uint32(value: number): number[] {
  return [...new Uint8Array(new Uint32Array([value]).buffer)];
}

function float64(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

function text(value: string): number[] {
  return [tag.TAG_LATIN1_SHORT, value.length, ...Buffer.from(value, 'latin1')];
}

function decode(...message: readonly (number | readonly number[])[]): unknown {
  const bytes = Uint8Array.from(message.flat());
  return new Decoder(new SharedBufferTable()).decodeValue(viewOf(bytes), bytes, 0, bytes.length);
}

const HUGE = uint32(2 ** 32 - 1);
const LARGE = uint32(400_000_000);

/** Each would cost much memory or time, or do something odd, if it were believed. */
const damaged: readonly (readonly [string, readonly (number | readonly number[])[]])[] = [
  ['nothing', []],
  ['an unknown tag', [255]],
  ['an end mark as a value', [tag.TAG_END]],
  ['half a number', [tag.TAG_INT32, 1, 2]],
  ['half a string', [tag.TAG_LATIN1, HUGE, 1, 2, 3]],
  ['half a wide string', [tag.TAG_UTF16, HUGE, 1, 2, 3]],
  ['an array longer than its message', [tag.TAG_ARRAY, HUGE, tag.TAG_NULL]],
  ['packed integers longer than their message', [tag.TAG_INT32_ARRAY, HUGE, 1, 2, 3, 4]],
  ['packed numbers longer than their message', [tag.TAG_FLOAT64_ARRAY, LARGE, 1, 2, 3, 4]],
  ['a map longer than its message', [tag.TAG_MAP, HUGE, tag.TAG_NULL, tag.TAG_NULL]],
  ['a set longer than its message', [tag.TAG_SET, HUGE, tag.TAG_NULL]],
  ['a buffer longer than its message', [tag.TAG_ARRAY_BUFFER, LARGE, 0, 1, 2]],
  ['padding longer than its message', [tag.TAG_ARRAY_BUFFER, uint32(0), 9]],
  ['a resizable buffer that is larger than it may become', [tag.TAG_RESIZABLE_BUFFER, float64(1), uint32(2), 0, 1, 2]],
  [
    'a resizable buffer that may become no size',
    [tag.TAG_RESIZABLE_BUFFER, float64(NaN), uint32(1), 0, 1].fill(255, 1, 2),
  ],
  ['a view of half an element', [tag.TAG_OWN_VIEW, 9, uint32(12), 0, ...uint32(0), ...uint32(0), ...uint32(0)]],
  ['a view of an unknown class', [tag.TAG_OWN_VIEW, 99, uint32(0), 0]],
  [
    'a view beyond its buffer',
    [tag.TAG_VIEW, 2, float64(0), float64(5), tag.TAG_ARRAY_BUFFER, uint32(4), 0, 1, 2, 3, 4],
  ],
  ['a view before its buffer', [tag.TAG_VIEW, 2, float64(-1), float64(1), tag.TAG_ARRAY_BUFFER, uint32(1), 0, 1]],
  ['a view of something else', [tag.TAG_VIEW, 2, float64(0), float64(0), tag.TAG_OBJECT, tag.TAG_END]],
  ['a reference to nothing', [tag.TAG_REFERENCE, uint32(0)]],
  ['an attachment that did not come', [tag.TAG_ATTACHMENT, uint32(0)]],
  ['a shared buffer that is not known', [tag.TAG_SHARED_BUFFER, float64(3)]],
  ['an object of a shape that was not defined', [tag.TAG_SHAPE, 0]],
  ['a shape that is longer than its message', [tag.TAG_NEW_SHAPE, 200, text('a'), tag.TAG_NULL]],
  ['a shape without its values', [tag.TAG_NEW_SHAPE, 1, text('a')]],
  ['an object without an end', [tag.TAG_OBJECT, text('a'), tag.TAG_NULL]],
  ['a name that is no string', [tag.TAG_OBJECT, tag.TAG_NULL, tag.TAG_NULL, tag.TAG_END]],
  [
    'an array whose length is a property',
    [tag.TAG_ARRAY, uint32(0), text('length'), tag.TAG_INT32, LARGE, tag.TAG_END],
  ],
  [
    'a sparse array with an element beyond its length',
    [tag.TAG_SPARSE_ARRAY, uint32(2), text('5'), tag.TAG_NULL, tag.TAG_END],
  ],
  ['an expression that is none', [tag.TAG_REGEXP, text('('), text('')]],
  ['an expression with unknown flags', [tag.TAG_REGEXP, text('a'), text('qq')]],
  ['a big integer that is none', [tag.TAG_BIGINT, 0, text('12x')]],
  ['a box with nothing to put into it', [tag.TAG_BOXED, tag.TAG_NULL]],
  ['a box in a box', [tag.TAG_BOXED, tag.TAG_BOXED, tag.TAG_TRUE]],
  ['an error of an unknown class', [tag.TAG_ERROR, 50, tag.TAG_UNDEFINED, tag.TAG_UNDEFINED, tag.TAG_UNDEFINED]],
  ['a container that is put off and never comes', [tag.TAG_DEFERRED, tag.TAG_OBJECT]],
  ['a leaf that is put off', [tag.TAG_DEFERRED, tag.TAG_DATE]],
  [
    'containers deeper than any encoder nests them',
    Array.from({ length: 10_000 }, () => [tag.TAG_ARRAY, ...uint32(1)]).flat(),
  ],
];

describe('a damaged message', () => {
  it.each(damaged)('is a DecodeError: %s', (_, message) => {
    expect(() => decode(...message)).toThrow(DecodeError);
  });

  it('says what was expected and what came', () => {
    expect(() => decode(tag.TAG_LATIN1, uint32(100), 1, 2)).toThrow(
      'Expected 100 more bytes before byte 5 of the message, got 2.',
    );
    expect(new DecodeError('x')).toMatchObject({ name: 'DecodeError', code: 'ERR_MESSAGE_CORRUPT' });
  });

  it('costs no memory for the length of an array of gaps', () => {
    const array = decode(tag.TAG_SPARSE_ARRAY, HUGE, tag.TAG_END) as unknown[];
    expect(array.length).toBe(2 ** 32 - 1);
    expect(Object.keys(array)).toEqual([]);
  });

  it('leaves the decoder as it was', () => {
    const roundTrip = new RoundTrip();
    const bytes = Uint8Array.from([tag.TAG_ARRAY, ...uint32(3), tag.TAG_OBJECT, tag.TAG_END, 255]);
    expect(() => roundTrip.receive(bytes)).toThrow(DecodeError);
    const value = { a: 1 };
    expect(roundTrip.send([value, value])).toEqual([value, value]);
  });
});

describe('a decoder', () => {
  it('reads values one after the other, and tells where each ended', () => {
    const { encoder, decoder, view, bytes } = new RoundTrip();
    const values = [1, 'text', { a: [1.5, null] }, undefined, 2.5];
    let end = 5;
    for (const value of values) end = encoder.encodeValue(value, 'value', roomOver(bytes, end));
    const received: unknown[] = [];
    for (let offset = 5; offset < end; offset = decoder.offset)
      received.push(decoder.decodeValue(view, bytes, offset, end));
    expect(received).toEqual(values);
    expect(decoder.offset).toBe(end);
  });

  it('reads no arguments from no bytes', () => {
    const { decoder, view, bytes } = new RoundTrip();
    expect(decoder.decodeArguments(0, view, bytes, 8, 8)).toEqual([]);
    expect(() => decoder.decodeArguments(1, view, bytes, 8, 8)).toThrow(DecodeError);
  });

  it('reads numbers that end where the message ends, and none that do not', () => {
    const { encoder, decoder, view, bytes } = new RoundTrip();
    for (const args of [[1], [1.5], [1, 2.5, -3]]) {
      const end = encoder.encodeArguments(args, roomOver(bytes));
      expect(decoder.decodeArguments(args.length, view, bytes, 0, end)).toEqual(args);
      expect(decoder.offset).toBe(end);
      expect(() => decoder.decodeArguments(args.length, view, bytes, 0, end - 1)).toThrow(DecodeError);
      expect(() => decoder.decodeArguments(args.length + 1, view, bytes, 0, end)).toThrow(DecodeError);
    }
  });

  it('gives plain objects that a frozen Object.prototype does not hinder', () => {
    const value = { toString: 1, constructor: 2, a: 3 };
    const bytes = new RoundTrip().encoder.encodeValueDetached(value, 'value');
    const { prototype } = Object;
    const { toString } = Object.getOwnPropertyDescriptors(prototype);
    Object.defineProperty(prototype, 'toString', { ...toString, writable: false });
    try {
      expect(Object.entries(new RoundTrip().receive(bytes) as object)).toEqual(Object.entries(value));
    } finally {
      Object.defineProperty(prototype, 'toString', toString);
    }
  });

  it('pollutes nothing', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object;
    const received = new RoundTrip().send(value) as object;
    expect(Object.hasOwn(received, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(received)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});
