import { describe, expect, it } from 'vitest';
import {
  ClaimingConsumer,
  createNumberRing,
  createRing,
  NumberConsumer,
  RecallingProducer,
  RingConsumer,
  RingCorruptError,
  RingProducer,
} from '../src/index.js';
import { HEADER_BYTES, Word } from '../src/layout.js';

const CAPACITY_BYTES = 64;
const POSITIONS = [-(2 ** 31), -64, -40, -1, 1, 4, 72, 128, 2 ** 31 - 8, 2 ** 31 - 1];

function ring(): { buffer: SharedArrayBuffer; words: Int32Array; data: DataView } {
  const { buffer } = createRing({ capacityBytes: CAPACITY_BYTES });
  return { buffer, words: new Int32Array(buffer), data: new DataView(buffer, HEADER_BYTES) };
}

/** A ring with two records of 8 bytes, at 0 and 16. */
function filledRing(): ReturnType<typeof ring> & { producer: RecallingProducer } {
  const memory = ring();
  const producer = new RecallingProducer(memory.buffer);
  producer.tryPush(new Uint8Array(8));
  producer.tryPush(new Uint8Array(8));
  return { ...memory, producer };
}

describe('what is no ring', () => {
  it.each([undefined, null, 5, 'ring', new ArrayBuffer(1024), new Uint8Array(8)])('is refused: %s', (buffer) => {
    expect(() => new RingConsumer(buffer as never)).toThrow(TypeError);
    expect(() => new ClaimingConsumer(buffer as never)).toThrow(/^Expected the `buffer` of a ring/);
  });

  it.each([0, 4, 640])('is refused: %s bytes', (bytes) => {
    expect(() => new RingProducer(new SharedArrayBuffer(bytes))).toThrow(
      `Expected a ring of more than 640 bytes, got ${bytes}.`,
    );
  });

  it('is refused: another magic, which the error shows', () => {
    const { buffer, words } = ring();
    words[Word.Magic] = 0x7f;
    expect(() => new RingConsumer(buffer)).toThrow('Expected a ring with magic 0x31425241, got 0x0000007f.');
  });

  it('is refused: a ring of the other kind', () => {
    expect(() => new RingConsumer(createNumberRing({ slots: 8 }).buffer)).toThrow(RingCorruptError);
    expect(() => new NumberConsumer(ring().buffer)).toThrow(RingCorruptError);
  });

  it.each([0, -64, 32, 63, 128, 2 ** 31 - 1])('is refused: a capacity of %s over 64 bytes of data', (capacity) => {
    const { buffer, words } = ring();
    words[Word.Capacity] = capacity;
    for (const Side of [RingProducer, RingConsumer, ClaimingConsumer]) {
      expect(() => new Side(buffer)).toThrow(RingCorruptError);
    }
  });

  it('has an error of its own class, name and code', () => {
    const error = new RingCorruptError('text');
    expect([error.name, error.code, error instanceof Error]).toEqual(['RingCorruptError', 'ERR_RING_CORRUPT', true]);
  });
});

describe('a position out of order', () => {
  it.each(POSITIONS)('is refused as TAIL: %s', (tail) => {
    const { buffer, words } = ring();
    const consumer = new RingConsumer(buffer);
    const claiming = new ClaimingConsumer(buffer);
    words[Word.Tail] = tail;
    expect(() => consumer.hasRecords()).toThrow(RingCorruptError);
    expect(() => consumer.tryPop()).toThrow(RingCorruptError);
    expect(() => consumer.drain(() => {})).toThrow(RingCorruptError);
    expect(() => consumer.waitSync()).toThrow(RingCorruptError);
    expect(() => claiming.claim(1)).toThrow(RingCorruptError);
  });

  it.each(POSITIONS)('is refused as HEAD, %s bytes from where it is', (distance) => {
    const { words, producer } = filledRing();
    while (producer.tryPush(new Uint8Array(0)));
    words[Word.Head] = distance > 0 && distance < CAPACITY_BYTES ? CAPACITY_BYTES + distance : distance;
    expect(() => producer.tryPush(new Uint8Array(8))).toThrow(RingCorruptError);
  });

  it.each(POSITIONS)('is refused as CLAIM: %s', (claim) => {
    const { words, producer, buffer } = filledRing();
    const consumer = new ClaimingConsumer(buffer);
    words[Word.Claim] = claim;
    expect(() => producer.recall(() => {})).toThrow(RingCorruptError);
    expect(() => consumer.claim(1)).toThrow(RingCorruptError);
  });

  it('is refused as CLAIM beyond what was published', () => {
    const { words, buffer } = filledRing();
    const consumer = new ClaimingConsumer(buffer);
    words[Word.Claim] = 48;
    expect(consumer.claim(1)).toBe('recalled');
    expect(() => consumer.claim(1)).toThrow(RingCorruptError);
  });

  it.each(POSITIONS.filter((position) => position > 0))('is refused as STARTED: %s', (started) => {
    const { words, producer } = filledRing();
    words[Word.Started] = started;
    expect(() => producer.visitUnstarted(() => {})).toThrow(RingCorruptError);
  });

  it('is refused as HEAD and TAIL that are both no edge of a record', () => {
    const { buffer, words } = ring();
    words.fill(4, Word.Head, Word.Head + 1);
    words[Word.Tail] = 12;
    expect(() => new RingConsumer(buffer).drain(() => {})).toThrow(RingCorruptError);
    expect(() => new RingProducer(buffer)).toThrow(RingCorruptError);
  });

  it('is refused as CLAIM within a record', () => {
    const { words, producer } = filledRing();
    words[Word.Claim] = 8;
    expect(() => producer.recall(() => {})).toThrow(RingCorruptError);
  });
});

describe('a damaged record', () => {
  const LENGTHS = [9, 17, 25, 57, 64, 2 ** 31 - 1, 2 ** 31 - 8, -1, -8, -16, -64, -(2 ** 31)];

  it.each(LENGTHS)('is refused: length %s of a record that occupies the last 16 published bytes', (length) => {
    const { buffer, data, producer } = filledRing();
    const consumer = new RingConsumer(buffer);
    const claiming = new ClaimingConsumer(buffer);
    data.setInt32(16, length, true);
    const seen: number[] = [];
    expect(() => consumer.drain((_view, offset) => seen.push(offset))).toThrow(RingCorruptError);
    expect(seen).toEqual([8]);
    expect(() => claiming.claim(2)).toThrow(RingCorruptError);
    expect(() => producer.recall(() => {})).toThrow(RingCorruptError);
  });

  it.each([0, 16, 1, -1, 19])('is refused: stamp %s at position 16', (stamp) => {
    const { buffer, data, producer } = filledRing();
    const consumer = new RingConsumer(buffer);
    const claiming = new ClaimingConsumer(buffer);
    data.setInt32(20, stamp, true);
    consumer.tryPop();
    expect(() => consumer.tryPop()).toThrow('Expected the stamp of a complete record at position 16, got none.');
    expect(() => claiming.claim(2)).toThrow(RingCorruptError);
    expect(() => producer.visitRange(0, 32, () => {})).toThrow(RingCorruptError);
  });

  it('is refused when it changes between the claim and the reading', () => {
    const { buffer, data } = filledRing();
    const claiming = new ClaimingConsumer(buffer);
    claiming.claim(2);
    data.setInt32(0, 40, true);
    expect(() => claiming.nextRecord()).toThrow(RingCorruptError);
  });

  it.each(LENGTHS.slice(2))('is refused by salvage after what was published: length %s', (length) => {
    const { buffer, data, producer } = filledRing();
    producer.reserve(8);
    producer.stage();
    data.setInt32(32, length, true);
    const seen: number[] = [];
    const salvage = (): number => new RingConsumer(buffer).salvage((_view, offset) => seen.push(offset));
    expect(salvage).toThrow(RingCorruptError);
    expect(seen).toEqual([8, 24]);
  });

  it('ends every walk: a ring of nothing but headers with stamps', () => {
    const { buffer, words, data } = ring();
    for (let place = 0; place < CAPACITY_BYTES; place += 8) data.setInt32(place + 4, place | 1, true);
    words[Word.Tail] = CAPACITY_BYTES;
    expect(new RingConsumer(buffer).drain(() => {})).toBe(8);
    words[Word.Head] = 0;
    words[Word.Tail] = 0;
    expect(new RingConsumer(buffer).salvage(() => {})).toBe(8);
  });
});

describe('a recall against a consumer gone wild', () => {
  it('ends with an error when CLAIM moves back', () => {
    const { buffer, words, producer } = filledRing();
    const consumer = new ClaimingConsumer(buffer);
    consumer.claim(1);
    words[Word.Claim] = -8;
    expect(() => producer.recall(() => {})).toThrow(RingCorruptError);
  });
});
