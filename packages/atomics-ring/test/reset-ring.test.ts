import { describe, expect, it } from 'vitest';
import {
  ClaimingConsumer,
  createNumberRing,
  createRing,
  RecallingProducer,
  resetRing,
  RingConsumer,
  RingProducer,
} from '../src/index.js';

const BYTES = Uint8Array.of(1, 2, 3);

function usedRing(): SharedArrayBuffer {
  const { buffer } = createRing({ capacityBytes: 64, firstPosition: 2 ** 31 - 16 });
  const producer = new RingProducer(buffer);
  producer.tryPush(BYTES);
  producer.tryPush(BYTES);
  new RingConsumer(buffer).tryPop();
  return buffer;
}

describe('a ring that was reset', () => {
  it('has the memory of a new one', () => {
    const buffer = usedRing();
    new RingConsumer(buffer).close();
    resetRing(buffer);
    expect(new Uint8Array(buffer)).toEqual(new Uint8Array(createRing({ capacityBytes: 64 }).buffer));
  });

  it('is empty, open, and has all its room', () => {
    const buffer = usedRing();
    new RingProducer(buffer).close();
    resetRing(buffer);
    const [producer, consumer] = [new RingProducer(buffer), new RingConsumer(buffer)];
    expect([producer.isClosed, consumer.tryPop(), producer.writePosition]).toEqual([false, undefined, 0]);
    expect([1, 2, 3, 4].map(() => producer.tryPush(BYTES))).toEqual([true, true, true, false]);
    expect(consumer.tryPop()).toEqual(BYTES);
  });

  it('has nothing to be claimed, taken back, or settled', () => {
    const { buffer } = createRing({ capacityBytes: 64 });
    const before = new RecallingProducer(buffer);
    before.tryPush(BYTES);
    const claiming = new ClaimingConsumer(buffer);
    claiming.claim(1);
    claiming.nextRecord();
    claiming.markStarted();
    resetRing(buffer);
    const [producer, consumer] = [new RecallingProducer(buffer), new ClaimingConsumer(buffer)];
    expect([consumer.claim(1), producer.recall(() => {}), producer.visitUnstarted(() => {})]).toEqual(['empty', 0, 0]);
    expect(producer.started).toBe(0);
  });
});

describe('resetRing', () => {
  it('refuses what is no byte ring, and leaves it as it was', () => {
    const { buffer } = createNumberRing({ slots: 8 });
    const before = new Uint8Array(buffer).slice();
    expect(() => resetRing(buffer)).toThrow('Expected a ring with magic');
    expect(new Uint8Array(buffer)).toEqual(before);
    expect(() => resetRing(new ArrayBuffer(64) as unknown as SharedArrayBuffer)).toThrow(TypeError);
    expect(() => resetRing(new SharedArrayBuffer(64))).toThrow('Expected a ring of more than');
  });

  it('refuses a ring whose capacity was overwritten', () => {
    const buffer = usedRing();
    new Int32Array(buffer)[1] = 32;
    expect(() => resetRing(buffer)).toThrow('Expected a capacity that fills the 64 bytes of data, got 32');
  });
});
