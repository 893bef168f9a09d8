import { describe, expect, it } from 'vitest';
import { ClaimingConsumer, createRing, RecallingProducer } from '../src/index.js';

function pair(capacityBytes: number): { producer: RecallingProducer; consumer: ClaimingConsumer } {
  const { buffer } = createRing({ capacityBytes });
  return { producer: new RecallingProducer(buffer), consumer: new ClaimingConsumer(buffer) };
}

function publish(producer: RecallingProducer, ...values: readonly number[]): void {
  for (const value of values) producer.tryPush(Uint8Array.of(value));
}

function readBatch(consumer: ClaimingConsumer): number[] {
  const values: number[] = [];
  for (let offset = consumer.nextRecord(); offset >= 0; offset = consumer.nextRecord()) {
    values.push(consumer.view.getUint8(offset));
  }
  return values;
}

describe('claim', () => {
  it('gives batches up to the limit, in order', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2, 3);
    expect([consumer.claim(2), readBatch(consumer)]).toEqual(['batch', [1, 2]]);
    expect([consumer.claim(2), readBatch(consumer)]).toEqual(['batch', [3]]);
    expect([consumer.claim(2), readBatch(consumer)]).toEqual(['empty', []]);
  });

  it('keeps what it claimed out of the reach of recall', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2, 3);
    consumer.claim(1);
    const recalled: number[] = [];
    producer.recall((view, offset) => recalled.push(view.getUint8(offset)));
    expect([readBatch(consumer), recalled]).toEqual([[1], [2, 3]]);
  });

  it('passes over what was recalled, and goes on behind it', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2);
    producer.recall(() => {});
    publish(producer, 3);
    expect([consumer.claim(5), readBatch(consumer)]).toEqual(['recalled', []]);
    expect([consumer.claim(5), readBatch(consumer)]).toEqual(['batch', [3]]);
  });

  it('gives the bytes of recalled records back', () => {
    const { producer, consumer } = pair(32);
    producer.tryPush(new Uint8Array(8));
    producer.recall(() => {});
    expect(producer.reserve(8)).toBe(-1);
    consumer.claim(1);
    expect(producer.reserve(8)).toBeGreaterThan(0);
  });

  it('claims over padding', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(new Uint8Array(24).fill(1));
    producer.tryPush(new Uint8Array(8).fill(2));
    consumer.claim(9);
    readBatch(consumer);
    consumer.release();
    producer.tryPush(new Uint8Array(16).fill(3));
    expect([consumer.claim(1), readBatch(consumer)]).toEqual(['batch', [3]]);
  });

  it('leaves the bytes to a consumer that holds earlier ones, when records were recalled', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2, 3);
    consumer.claim(1);
    consumer.nextRecord();
    const heldFrom = consumer.recordStart;
    expect(producer.recall(() => {})).toBe(2);
    expect(consumer.claim(1, true)).toBe('recalled');
    consumer.release(heldFrom);
    publish(producer, 4);
    expect([consumer.claim(1, true), readBatch(consumer)]).toEqual(['batch', [4]]);
    expect(producer.visitRange(heldFrom, producer.writePosition, () => {})).toBe(4);
    consumer.release();
  });

  it('refuses to leave a batch unread', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2);
    consumer.claim(2);
    consumer.nextRecord();
    expect(() => consumer.claim(2)).toThrow('Expected the last batch to be read to its end before the next claim');
  });
});

describe('nextRecord', () => {
  it('tells the length, the start and the end of each record', () => {
    const { producer, consumer } = pair(128);
    for (const length of [0, 5, 16]) producer.tryPush(new Uint8Array(length));
    consumer.claim(9);
    const seen: number[][] = [];
    while (consumer.nextRecord() >= 0) seen.push([consumer.payloadLength, consumer.recordStart, consumer.recordEnd]);
    expect(seen).toEqual([
      [0, 0, 8],
      [5, 8, 24],
      [16, 24, 48],
    ]);
  });

  it('tells the start of a record behind padding', () => {
    const { producer, consumer } = pair(64);
    for (const length of [24, 8]) producer.tryPush(new Uint8Array(length));
    consumer.claim(2);
    readBatch(consumer);
    consumer.release();
    producer.tryPush(new Uint8Array(16));
    consumer.claim(1);
    consumer.nextRecord();
    expect([consumer.recordStart, consumer.recordEnd]).toEqual([64, 88]);
  });
});

describe('markStarted', () => {
  it('tells the producer how far the consumer came', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1, 2, 3);
    consumer.claim(3);
    consumer.nextRecord();
    consumer.markStarted();
    expect(producer.started).toBe(16);
    const unstarted: number[] = [];
    expect(producer.visitUnstarted((view, offset) => unstarted.push(view.getUint8(offset)))).toBe(2);
    expect(unstarted).toEqual([2, 3]);
  });
});

describe('release', () => {
  it('gives back the whole batch, or a part of it', () => {
    const { producer, consumer } = pair(64);
    for (const value of [1, 2, 3]) producer.tryPush(new Uint8Array(8).fill(value));
    consumer.claim(3);
    consumer.nextRecord();
    const firstEnd = consumer.recordEnd;
    readBatch(consumer);
    expect(producer.reserve(8)).toBe(-1);
    consumer.release(firstEnd);
    expect(producer.reserve(8)).toBeGreaterThan(0);
    expect(producer.reserve(24)).toBe(-1);
    consumer.release();
    expect(producer.reserve(24)).toBeGreaterThan(0);
  });
});

describe('sleeping', () => {
  it('is over at once when there is news', async () => {
    const { producer, consumer } = pair(64);
    publish(producer, 1);
    expect(consumer.hasNews()).toBe(true);
    consumer.sleepSync();
    await consumer.sleep();
    consumer.claim(1);
    readBatch(consumer);
    expect(consumer.hasNews()).toBe(false);
  });

  it('counts recalled records as news: their bytes are to be given back', () => {
    const { producer, consumer } = pair(64);
    publish(producer, 1);
    producer.recall(() => {});
    expect(consumer.hasNews()).toBe(true);
  });

  it('ends when the producer publishes', async () => {
    const { producer, consumer } = pair(64);
    const asleep = consumer.sleep();
    publish(producer, 1);
    await asleep;
    expect(consumer.claim(1)).toBe('batch');
  });

  it('ends with its time', () => {
    const { consumer } = pair(64);
    consumer.sleepSync(1);
    expect(consumer.claim(1)).toBe('empty');
  });
});
