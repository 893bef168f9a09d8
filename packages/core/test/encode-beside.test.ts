import { describe, expect, it } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { roomOver } from '../src/codec/room.ts';
import { viewOf } from './round-trip.ts';

const LIMIT = 64;
const nobody = {
  bufferOf: (): never => {
    throw new RangeError('Expected no shared buffer, got one.');
  },
};

/** The value by way of bytes and a message, how many blocks went by that, and how many of these moved. */
function carried(value: unknown): { readonly value: unknown; readonly beside: number; readonly moved: number } {
  const encoder = new Encoder({ idOf: () => undefined }, undefined, LIMIT);
  const bytes = new Uint8Array(2000);
  const end = encoder.encodeValue(value, 'value', roomOver(bytes));
  const decoder = new Decoder(nobody);
  const { attachments, transferList } = encoder;
  decoder.attachments = structuredClone(attachments, { transfer: [...transferList] as ArrayBuffer[] });
  const received = decoder.decodeValue(viewOf(bytes), bytes, 0, end);
  return { value: received, beside: attachments.length, moved: transferList.length };
}

function filled(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index + 1);
}

describe('a long block that goes beside the bytes', () => {
  it('is copied, not moved, from the limit on', () => {
    const [short, long] = [filled(LIMIT - 1), filled(LIMIT)];
    expect(carried(short)).toEqual({ value: short, beside: 0, moved: 0 });
    expect(carried(long)).toEqual({ value: long, beside: 1, moved: 0 });
    expect(long.length).toBe(LIMIT);
  });

  it.each<[string, object]>([
    ['an ArrayBuffer', filled(100).buffer],
    ['a Float64Array', new Float64Array(filled(104).buffer)],
    ['a DataView', new DataView(filled(100).buffer)],
    ['a part of a larger buffer', filled(300).subarray(3, 103)],
    ['part of a list', [1, filled(100), { text: 'x', more: filled(200) }]],
  ])('is %s', (_name, value) => {
    const { value: received, beside, moved } = carried(value);
    expect(received).toEqual(value);
    expect([beside > 0, moved]).toEqual([true, 0]);
  });

  it('brings its own bytes only', () => {
    const { value } = carried(filled(300).subarray(3, 103));
    expect((value as Uint8Array).buffer.byteLength).toBe(100);
  });

  it('is of a plain buffer, though all of one that can grow was its own', () => {
    const growing = Reflect.construct(ArrayBuffer, [100, { maxByteLength: 200 }]) as ArrayBuffer;
    const { value } = carried(new Uint8Array(growing));
    expect((value as Uint8Array).buffer).toMatchObject({ byteLength: 100, resizable: false });
  });

  it('keeps who is who, as structured clone does', () => {
    const array = filled(100);
    const { buffer } = array;
    const { value } = carried([array, array, buffer, new Uint8Array(buffer, 10), { end: array }]);
    const [first, second, whole, part, last] = value as [
      Uint8Array,
      Uint8Array,
      ArrayBuffer,
      Uint8Array,
      { end: Uint8Array },
    ];
    expect(second).toBe(first);
    expect(last.end).toBe(first);
    expect(whole).toBe(first.buffer);
    expect(part.buffer).toBe(whole);
    expect(part).toEqual(array.subarray(10));
  });

  it('keeps who is who behind a part of a buffer, whose own nobody else can name', () => {
    const [part, object] = [filled(300).subarray(3, 103), { a: 1 }];
    const { value } = carried([part, object, object, part]);
    const received = value as unknown[];
    expect(received).toEqual([part, object, object, part]);
    expect([received[3], received[2]]).toEqual([received[0], received[1]]);
    expect(received[3]).toBe(received[0]);
    expect(received[2]).toBe(received[1]);
  });

  it('is left out with the part of an error that it stands in, where that cannot be sent', () => {
    const error = Object.assign(new Error('lost'), { good: filled(100), bad: [filled(100), () => {}] });
    const { value, beside } = carried(error);
    expect((value as typeof error).good).toEqual(error.good);
    expect(value).not.toHaveProperty('bad');
    expect(beside).toBe(1);
  });
});
