import { describe, expect, it } from 'vitest';
import { ClaimingConsumer, createRing, RecallingProducer } from '../src/index.js';

function pair(capacityBytes: number, firstPosition = 0): { producer: RecallingProducer; consumer: ClaimingConsumer } {
  const { buffer } = createRing({ capacityBytes, firstPosition });
  return { producer: new RecallingProducer(buffer), consumer: new ClaimingConsumer(buffer) };
}

/** Publishes records of one byte and returns where each ends. */
function publish(producer: RecallingProducer, ...values: readonly number[]): number[] {
  return values.map((value) => {
    producer.tryPush(Uint8Array.of(value));
    return producer.writePosition;
  });
}

describe('recall', () => {
  it('takes back all that is unclaimed, oldest first, with where each record ends', () => {
    const { producer } = pair(128, -16);
    const ends = publish(producer, 1, 2, 3);
    const taken: number[][] = [];
    const count = producer.recall((view, offset, length, end) => taken.push([view.getUint8(offset), length, end]));
    expect([count, taken]).toEqual([3, ends.map((end, index) => [index + 1, 1, end])]);
    expect(ends).toEqual([0, 16, 32]);
  });

  it('takes back the oldest only when it is told how far', () => {
    const { producer, consumer } = pair(128);
    const [firstEnd] = publish(producer, 1, 2);
    expect(producer.recall(() => {}, firstEnd)).toBe(1);
    consumer.claim(9);
    consumer.claim(9);
    expect(consumer.view.getUint8(consumer.nextRecord())).toBe(2);
  });

  it('takes nothing where all is claimed, or nothing was published', () => {
    const { producer, consumer } = pair(128);
    expect(producer.recall(() => {})).toBe(0);
    const [firstEnd] = publish(producer, 1, 2);
    consumer.claim(9);
    expect([producer.recall(() => {}), producer.recall(() => {}, firstEnd)]).toEqual([0, 0]);
  });

  it('refuses to take back what is not there yet, and changes nothing', () => {
    const { producer, consumer } = pair(128);
    publish(producer, 1);
    expect(() => producer.recall(() => {}, 24)).toThrow('Expected `through` to be at most 16');
    expect(consumer.claim(1)).toBe('batch');
  });

  it('takes back what was staged only, by publishing it first', () => {
    const { producer, consumer } = pair(128);
    producer.bytes[producer.reserve(1)] = 9;
    producer.stage();
    const taken: number[] = [];
    producer.recall((view, offset) => taken.push(view.getUint8(offset)));
    expect([taken, consumer.hasNews(), consumer.claim(1)]).toEqual([[9], true, 'recalled']);
  });

  it('leaves a ring that both go on with', () => {
    const { producer, consumer } = pair(64, 2 ** 31 - 32);
    const ran: number[] = [];
    const elsewhere: number[] = [];
    for (let value = 0; value < 40; value += 1) {
      while (!producer.tryPush(Uint8Array.of(value))) {
        if (consumer.claim(2) === 'batch') {
          for (let at = consumer.nextRecord(); at >= 0; at = consumer.nextRecord())
            ran.push(consumer.view.getUint8(at));
          consumer.release();
        }
      }
      if (value % 4 === 3) producer.recall((view, offset) => elsewhere.push(view.getUint8(offset)));
    }
    producer.recall((view, offset) => elsewhere.push(view.getUint8(offset)));
    const all = [...ran, ...elsewhere].sort((one, other) => one - other);
    expect(all).toEqual(Array.from({ length: 40 }, (_, value) => value));
    expect(ran.length).toBeGreaterThan(0);
  });
});

describe('visitRange', () => {
  it('visits the records of a range, over padding', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(new Uint8Array(24));
    producer.tryPush(new Uint8Array(8));
    consumer.claim(2);
    while (consumer.nextRecord() >= 0);
    consumer.release();
    const start = producer.writePosition;
    producer.tryPush(new Uint8Array(16).fill(5));
    const seen: number[] = [];
    expect(producer.visitRange(start, producer.writePosition, (view, offset) => seen.push(view.getUint8(offset)))).toBe(
      1,
    );
    expect(seen).toEqual([5]);
  });
});
