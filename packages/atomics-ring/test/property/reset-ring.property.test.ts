import { deepStrictEqual as equal } from 'node:assert';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { createRing, resetRing, RingConsumer, RingProducer } from '../../src/index.js';
import { HEADER_BYTES } from '../../src/layout.js';
import { stampOf } from '../../src/record.js';
import { firstPosition } from './first-position.js';
import { printedSeed } from './seed.js';

const seed = printedSeed('reset-ring.property');

const CAPACITY_BYTES = 128;

/** What a former life may leave: anything, and often what reads like complete records of the new one. */
const leftOver = fc.oneof(
  fc.uint8Array({ minLength: CAPACITY_BYTES, maxLength: CAPACITY_BYTES }),
  fc.array(fc.nat(24), { minLength: CAPACITY_BYTES / 8, maxLength: CAPACITY_BYTES / 8 }).map((lengths) => {
    const headers = lengths.flatMap((length, place) => [length, stampOf(8 * place)]);
    return new Uint8Array(Int32Array.from(headers).buffer);
  }),
);
const payloads = fc.array(fc.uint8Array({ maxLength: 24 }), { maxLength: 12 });

/** Stages what fits, takes some of it now and then, and salvages the rest in the end. */
function live(buffer: SharedArrayBuffer, records: readonly Uint8Array[], publishEvery: number): void {
  const [producer, consumer] = [new RingProducer(buffer), new RingConsumer(buffer)];
  const staged: number[][] = [];
  const taken: number[][] = [];
  const take = (view: DataView, offset: number, length: number): void => {
    taken.push(Array.from({ length }, (_, index) => view.getUint8(offset + index)));
  };
  for (const [number, record] of records.entries()) {
    const offset = producer.reserve(record.length);
    if (offset < 0) consumer.drain(take);
    else {
      producer.bytes.set(record, offset);
      producer.stage();
      staged.push([...record]);
    }
    if (number % publishEvery === 0) producer.publish();
  }
  consumer.salvage(take);
  equal(taken, staged);
}

describe('a ring that is used again', () => {
  it('gives nothing of its former life, whatever that left', () => {
    const property = fc.property(
      firstPosition(8),
      payloads,
      leftOver,
      payloads,
      fc.integer({ min: 1, max: 20 }),
      (first, former, bytes, records, publishEvery) => {
        const { buffer } = createRing({ capacityBytes: CAPACITY_BYTES, firstPosition: first });
        live(buffer, former, publishEvery);
        new Uint8Array(buffer, HEADER_BYTES).set(bytes);
        resetRing(buffer);
        live(buffer, records, publishEvery);
      },
    );
    fc.assert(property, { seed, numRuns: 2000 });
  });
});
