import { describe, expect, it } from 'vitest';
import { Decoder, DecodeError } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { roomOver } from '../src/codec/room.ts';
import { SharedBufferTable } from '../src/transport/shared-registry.ts';
import { stagedAt, writeStaged } from '../src/transport/staged-record.ts';
import { Staging } from '../src/transport/staging.ts';
import { viewOf } from './round-trip.ts';

const STEP = 65_536;

describe('memory for long values', () => {
  it('is as long as asked for, and lent again when it was given back', () => {
    const staging = new Staging();
    const first = staging.take(STEP + 1)!;
    expect(first.byteLength).toBe(2 * STEP);
    expect(staging.take(STEP + 1)).not.toBe(first);
    staging.giveBack(first);
    expect(staging.take(STEP - 1)).toBe(first);
    expect(staging.totalBytes).toBe(4 * STEP);
  });

  it('is not lent where it is too short, nor where it is much too long', () => {
    const staging = new Staging();
    const buffer = staging.take(4 * STEP)!;
    staging.giveBack(buffer);
    expect(staging.take(4 * STEP + 1)).not.toBe(buffer);
    expect(staging.take(STEP)).not.toBe(buffer);
    expect(staging.take(2 * STEP)).toBe(buffer);
  });

  it('is never more than allowed, and none is dropped for other lengths', () => {
    const staging = new Staging(4 * STEP);
    const [first, second] = [staging.take(3 * STEP)!, staging.take(STEP)!];
    expect(staging.take(1)).toBeUndefined();
    staging.giveBack(second);
    expect(staging.take(2 * STEP)).toBeUndefined();
    staging.giveBack(first);
    expect(staging.take(4 * STEP)).toBeUndefined();
    expect(staging.totalBytes).toBe(4 * STEP);
  });

  it('is lent though it is much too long, once there may not be more', () => {
    const staging = new Staging(8 * STEP);
    const buffer = staging.take(8 * STEP)!;
    staging.giveBack(buffer);
    expect(staging.take(1)).toBe(buffer);
  });
});

describe('an encoder that borrows', () => {
  const shared = { idOf: () => undefined };

  function overflowOf(encoder: Encoder, value: unknown): Uint8Array {
    expect(encoder.encodeValue(value, 'value', roomOver(new Uint8Array(16)))).toBe(-1);
    return encoder.takeOverflow();
  }

  it.each([131_000, 131_072, 1_000_000])('gives %d bytes in what it borrowed', (length) => {
    const staging = new Staging();
    const value = Uint8Array.from({ length }, (_, index) => index);
    const bytes = overflowOf(new Encoder(shared, staging), value);
    expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
    const decoder = new Decoder({ bufferOf: () => bytes.buffer as SharedArrayBuffer });
    const received = decoder.decodeValue(viewOf(bytes), bytes, 0, bytes.length) as Uint8Array;
    expect(Buffer.compare(received, value)).toBe(0);
  });

  it('gives back what a value outgrows', () => {
    const staging = new Staging();
    const value = Array.from({ length: 50_000 }, (_, index) => `item ${index}`);
    const bytes = overflowOf(new Encoder(shared, staging), value);
    const whole = staging.totalBytes;
    expect(bytes.buffer.byteLength).toBeLessThan(whole);
    staging.giveBack(bytes.buffer as SharedArrayBuffer);
    // All is free: as much can be had without more.
    staging.take(bytes.buffer.byteLength);
    expect(staging.totalBytes).toBe(whole);
  });

  it('gives back what a value had that cannot be sent', () => {
    const staging = new Staging();
    const encoder = new Encoder(shared, staging);
    const value = [new Uint8Array(200_000), () => {}];
    expect(() => encoder.encodeValue(value, 'value', roomOver(new Uint8Array(16)))).toThrow('Expected `value[1]`');
    const { totalBytes } = staging;
    overflowOf(encoder, new Uint8Array(200_000));
    expect(staging.totalBytes).toBe(totalBytes);
  });

  it('does without where nothing is to be had', () => {
    const bytes = overflowOf(new Encoder(shared, new Staging(0)), new Uint8Array(200_000));
    expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
  });
});

describe('a record whose values lie in shared memory', () => {
  const view = new DataView(new ArrayBuffer(8));
  const buffer = new SharedArrayBuffer(100);
  const shared = new SharedBufferTable();
  shared.add(4, buffer);

  it.each([0, 1, 100])('tells where %d bytes of them are', (length) => {
    writeStaged(view, 0, length, 4);
    const bytes = stagedAt(view, 0, shared);
    expect([bytes.buffer, bytes.byteOffset, bytes.length]).toEqual([buffer, 0, length]);
  });

  it.each([
    [-1, 4],
    [101, 4],
    [2 ** 31 - 1, 4],
    [1, 5],
  ])('is refused with length %d of buffer %d', (length, id) => {
    writeStaged(view, 0, length, id);
    expect(() => stagedAt(view, 0, shared)).toThrow(DecodeError);
  });

  it('does not lend its memory to the result', () => {
    writeStaged(view, 0, 1, 4);
    stagedAt(view, 0, shared);
    expect(shared.idOf(buffer)).toBeUndefined();
  });
});
