import { createRing, RingConsumer, RingProducer } from 'atomics-ring';
import { beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import type { Room } from '../src/codec/room.ts';
import { roomInRing } from '../src/transport/record-room.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';

const CAPACITY = 4096;
const HEADER = 16;
const CLAIMED = 64;
/** Room is asked for a block with its tag, kind, length, and as much padding as there may be. */
const BLOCK_HEAD = 15;
/** The longest block that finds room in a record of a ring of this capacity. */
const MOST_BYTES = CAPACITY / 2 - 8 - HEADER - BLOCK_HEAD;

const shared = new SharedRegistry(() => {});
const encoder = new Encoder(shared);
const decoder = new Decoder(shared);
let ring: RingProducer;
let consumer: RingConsumer;
let room: Room;

/** Two laps from the end of what a position can count, so that it turns over on the way. */
beforeEach(() => {
  const { buffer } = createRing({ capacityBytes: CAPACITY, firstPosition: 2 ** 32 - 2 * CAPACITY });
  ring = new RingProducer(buffer);
  consumer = new RingConsumer(buffer);
  room = roomInRing(ring, HEADER);
});

/** Encodes a value as a record, as the pool does. False, and nothing is published, when it has to go another way. */
function send(value: unknown): boolean {
  const claimed = ring.reserve(CLAIMED);
  if (claimed < 0) return false;
  room.place(claimed + HEADER, claimed + CLAIMED);
  const end = encoder.encodeValue(value, 'value', room);
  if (end < 0) return false;
  ring.commit(end - room.start + HEADER);
  return true;
}

function received(): unknown[] {
  const values: unknown[] = [];
  consumer.drain((view, offset, length) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    values.push(decoder.decodeValue(view, bytes, offset + HEADER, offset + length));
  });
  return values;
}

function filled(length: number, seed: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => seed + index);
}

describe('a value that outgrows its claim', () => {
  it.each([
    CLAIMED - HEADER - BLOCK_HEAD,
    CLAIMED - HEADER - BLOCK_HEAD + 1,
    CLAIMED,
    1000,
    MOST_BYTES - 1,
    MOST_BYTES,
  ])('of %d bytes goes straight into the ring, wherever that stands', (length) => {
    for (let seed = 0; seed < 60; seed += 1) {
      const value = filled(length, seed);
      expect(send(value)).toBe(true);
      expect(received()).toEqual([value]);
    }
  });

  it('is written once: what was written before moves along, and getters are not read again', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      let reads = 0;
      const value = {
        first: 'x'.repeat(seed),
        get counted() {
          reads += 1;
          return seed;
        },
        blocks: [filled(500, seed), 'y'.repeat(300), filled(700, seed)],
      };
      const expected = { first: value.first, counted: seed, blocks: value.blocks };
      reads = 0;
      expect(send(value)).toBe(true);
      expect(reads).toBe(1);
      expect(received()).toEqual([expected]);
    }
  });

  it('grows bit by bit', () => {
    const value = Array.from({ length: 150 }, (_, index) => `item ${index}`);
    for (let lap = 0; lap < 20; lap += 1) {
      expect(send(value)).toBe(true);
      expect(received()).toEqual([value]);
    }
  });

  it('is not in the ring when it is longer than a record may be, and is to be had whole', () => {
    const value = filled(MOST_BYTES + 1, 1);
    expect(send(value)).toBe(false);
    expect(received()).toEqual([]);
    const bytes = encoder.takeOverflow();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expect(decoder.decodeValue(view, bytes, 0, bytes.length)).toEqual(value);
  });

  it('waits when the ring has no room, and leaves what is in it alone', () => {
    const values = [filled(1500, 1), filled(1500, 2)];
    for (const value of values) expect(send(value)).toBe(true);
    expect(send(filled(1500, 3))).toBe(false);
    expect(send(4)).toBe(true);
    expect(received()).toEqual([...values, 4]);
  });

  it('leaves nothing behind when it cannot be sent', () => {
    expect(() => send({ block: filled(1500, 1), end: () => {} })).toThrow('Expected `value.end`');
    expect(send(5)).toBe(true);
    expect(received()).toEqual([5]);
  });
});
