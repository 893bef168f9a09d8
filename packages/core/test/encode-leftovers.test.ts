import { roomOver } from '../src/codec/room.ts';
import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Encoder } from '../src/codec/encode.ts';
import { move } from '../src/codec/move.ts';
import { SerializationError } from '../src/errors.ts';

let encoder: Encoder;

beforeEach(() => {
  let ids = 0;
  encoder = new Encoder({ idOf: () => (ids += 1) });
});

describe('an encoder', () => {
  it.each<[string, () => unknown]>([
    ['a value that is cloned', () => createSecretKey(Buffer.from('k'))],
    ['a value that is moved', () => move(new Uint8Array(8))],
    ['a shared buffer', () => new SharedArrayBuffer(1)],
  ])('tells of leftovers from %s, and of none after numbers, which are written another way', (_name, value) => {
    const bytes = new Uint8Array(100);
    expect(encoder.hasLeftovers).toBe(false);
    encoder.encodeArguments([1, value()], roomOver(bytes));
    expect(encoder.hasLeftovers).toBe(true);
    encoder.encodeArguments([1, 2], roomOver(bytes));
    expect([encoder.hasLeftovers, encoder.attachments, encoder.sharedIds]).toEqual([false, [], []]);
  });

  it('has no leftovers of a message that could not be written', () => {
    expect(() => encoder.encodeValueDetached([new SharedArrayBuffer(1), () => {}], 'value')).toThrow(
      SerializationError,
    );
    encoder.encodeValueDetached(1, 'value');
    expect([encoder.hasLeftovers, encoder.sharedIds]).toEqual([false, []]);
  });
});
