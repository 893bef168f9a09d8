import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { move } from '../src/codec/move.ts';
import { encodeAlone } from '../src/encode-alone.ts';
import { SerializationError } from '../src/errors.ts';
import { SharedBufferTable } from '../src/transport/shared-registry.ts';

/** What a worker makes of such a message. */
function decoded(list: readonly unknown[]): unknown[] {
  const { bytes, attachments } = structuredClone(encodeAlone(list, 'initargs'));
  const decoder = new Decoder(new SharedBufferTable());
  decoder.attachments = attachments;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return decoder.decodeArguments(list.length, view, bytes, 0, bytes.length);
}

describe('a list that goes to several workers', () => {
  it.each<[string, unknown[]]>([
    ['of nothing', []],
    ['of numbers', [1, 2.5, -0]],
    ['of anything', ['text', { a: [1n, new Map([[1, null]])] }, undefined]],
    ['of much', ['x'.repeat(100_000)]],
  ])('arrives as it was: one %s', (_name, list) => {
    expect(decoded(list)).toEqual(list);
  });

  it('may hold shared buffers, which go as themselves', () => {
    const buffer = new SharedArrayBuffer(8);
    const [view] = decoded([new Uint8Array(buffer)]) as [Uint8Array];
    view[3] = 7;
    expect(new Uint8Array(buffer)[3]).toBe(7);
  });

  it('keeps what was given: later changes are not seen', () => {
    const item = { value: 'before' };
    const message = encodeAlone([item], 'initargs');
    item.value = 'after';
    expect(Buffer.from(message.bytes).includes('before')).toBe(true);
  });

  it('is a message of no more bytes than it needs', () => {
    const { bytes } = encodeAlone(['x'.repeat(1000)], 'initargs');
    expect(bytes.length).toBeLessThan(1100);
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  it('is refused where something in it cannot be sent, which is named', () => {
    expect(() => encodeAlone([1, { f: () => {} }], 'initargs')).toThrow(SerializationError);
    expect(() => encodeAlone([1, { f: () => {} }], 'initargs')).toThrow('initargs[1].f');
  });

  it('is refused where something in it moves, which stays where it is', () => {
    const data = new Uint8Array(8);
    expect(() => encodeAlone([move(data)], 'initargs')).toThrow(SerializationError);
    expect(data.byteLength).toBe(8);
  });

  it('is refused with an error of the pool’s own where something in it can only move', () => {
    const { port1 } = new MessageChannel();
    try {
      expect(() => encodeAlone([port1], 'initargs')).toThrow(SerializationError);
    } finally {
      port1.close();
    }
  });
});
