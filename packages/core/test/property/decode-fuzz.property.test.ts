import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError, Decoder } from '../../src/codec/decode.js';
import { Encoder } from '../../src/codec/encode.js';
import { SharedRegistry } from '../../src/transport/shared-registry.js';
import { viewOf } from '../round-trip.js';
import { anyValue } from './any-value.js';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`decode-fuzz.property: RINGPOOL_SEED=${seed}`);

const shared = new SharedRegistry(() => {});
const encoder = new Encoder(shared);
const decoder = new Decoder(shared);
const MARGIN = 64;

describe('bytes that no encoder wrote', () => {
  it('give a value or a DecodeError', () => {
    const property = (bytes: Uint8Array): void => void outcomeOf(bytes, 0);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), property), { seed, numRuns: 20_000 });
  });

  it('give a value or a DecodeError when they begin as a message does', () => {
    const tags = fc.array(fc.nat(33), { maxLength: 60 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(tags, (bytes) => void outcomeOf(bytes, 0)),
      { seed, numRuns: 20_000 },
    );
  });

  it('give a value or a DecodeError when they are a damaged message', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const property = (value: unknown, changes: readonly (readonly [number, number])[]): void => {
      const bytes = encoder.encodeValueDetached(value, 'value');
      for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
      outcomeOf(bytes, 0);
    };
    fc.assert(fc.property(anyValue, damage, property), { seed, numRuns: 10_000 });
  });

  it('give a DecodeError when they are the beginning of a message', () => {
    const property = (value: unknown, cut: number): void => {
      const bytes = encoder.encodeValueDetached(value, 'value');
      expect(outcomeOf(bytes.subarray(0, cut % bytes.length), 0)).toBe('DecodeError');
    };
    fc.assert(fc.property(anyValue, fc.nat(), property), { seed, numRuns: 5_000 });
  });

  it('are all that is read: what stands around them makes no difference', () => {
    const property = (value: unknown, place: number, byte: number): void => {
      const bytes = encoder.encodeValueDetached(value, 'value');
      bytes[place % bytes.length] = byte;
      expect(outcomeOf(bytes, 0x00)).toBe(outcomeOf(bytes, 0xff));
    };
    fc.assert(fc.property(anyValue, fc.nat(), fc.nat(255), property), { seed, numRuns: 5_000 });
  });
});

/** What decoding gives, in words. Anything but a value or a `DecodeError` is thrown on. */
function outcomeOf(message: Uint8Array, surroundings: number): string {
  const bytes = new Uint8Array(new SharedArrayBuffer(message.length + 2 * MARGIN)).fill(surroundings);
  bytes.set(message, MARGIN);
  decoder.attachments = [];
  try {
    const value = decoder.decodeValue(viewOf(bytes), bytes, MARGIN, MARGIN + message.length);
    return inspect(value, { depth: 6, maxArrayLength: 50, maxStringLength: 200, showHidden: false });
  } catch (error) {
    if (error instanceof DecodeError) return 'DecodeError';
    throw error;
  }
}
