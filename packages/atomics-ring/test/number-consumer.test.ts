import { describe, expect, it } from 'vitest';
import { createNumberRing, NumberConsumer, NumberProducer, RingCorruptError } from '../src/index.js';
import { Word } from '../src/layout.js';

function pair(slots: number): { producer: NumberProducer; consumer: NumberConsumer; words: Int32Array } {
  const { buffer } = createNumberRing({ slots });
  return { producer: new NumberProducer(buffer), consumer: new NumberConsumer(buffer), words: new Int32Array(buffer) };
}

describe('popInto', () => {
  it('fills the part of the target that was asked for', () => {
    const { producer, consumer } = pair(8);
    producer.tryPushMany([1, 2, 3]);
    const target = [0, 0, 0, 0, 0];
    expect(consumer.popInto(target, 1, 3)).toBe(2);
    expect(consumer.popInto(target, 4)).toBe(1);
    expect(consumer.popInto(target)).toBe(0);
    expect(target).toEqual([0, 1, 2, 0, 3]);
  });

  it('sees numbers that came after it last looked', () => {
    const { producer, consumer } = pair(8);
    producer.tryPushMany([1, 2]);
    expect(consumer.tryPop()).toBe(1);
    producer.tryPushMany([3, 4]);
    expect(consumer.popInto(new Float64Array(8))).toBe(3);
  });

  it('gives batches of all sizes, short and long, wherever they meet the edge of the ring', () => {
    const { producer, consumer } = pair(128);
    let next = 0;
    for (let size = 1; size <= 128; size += 1) {
      const values = Float64Array.from({ length: size + 2 }, (_, index) => next + index - 1);
      expect(producer.tryPushMany(values, 1, size + 1)).toBe(size);
      const target = new Float64Array(size);
      expect(consumer.popInto(target)).toBe(size);
      expect(target).toEqual(values.subarray(1, size + 1));
      expect(producer.tryPushMany(target)).toBe(size);
      const list = Array.from({ length: size }, () => 0);
      expect([consumer.popInto(list), list]).toEqual([size, [...target]]);
      next += size;
    }
  });

  it('refuses what is no range of the target', () => {
    const { consumer } = pair(8);
    expect(() => consumer.popInto([], 0, 1)).toThrow(
      'Expected `start` and `end` to be a range within 0 to 0, got 0 to 1.',
    );
  });
});

describe('drain', () => {
  it('visits all there are, oldest first, and makes room for as many', () => {
    const { producer, consumer } = pair(4);
    producer.tryPushMany([1, 2, 3, 4]);
    const taken: number[] = [];
    expect(consumer.drain((value) => taken.push(value))).toBe(4);
    expect(taken).toEqual([1, 2, 3, 4]);
    expect(producer.tryPushMany([5, 6, 7, 8])).toBe(4);
  });

  it('stops at the limit', () => {
    const { producer, consumer } = pair(4);
    producer.tryPushMany([1, 2, 3]);
    expect([consumer.drain(() => {}, 2), consumer.drain(() => {}, 0), consumer.drain(() => {}, 2)]).toEqual([2, 0, 1]);
  });

  it('counts the number its visitor threw for as taken, and leaves the rest', () => {
    const { producer, consumer } = pair(4);
    producer.tryPushMany([1, 2, 3]);
    const refuseTwo = (value: number): void => {
      if (value === 2) throw new Error('two');
    };
    expect(() => consumer.drain(refuseTwo)).toThrow('two');
    expect([consumer.tryPop(), consumer.tryPop()]).toEqual([3, undefined]);
  });
});

describe('closing', () => {
  it('by the producer is seen after the numbers already there', async () => {
    const { producer, consumer } = pair(4);
    producer.tryPushMany([1, 2]);
    producer.close();
    expect([consumer.isClosed, consumer.waitSync(), await consumer.wait()]).toEqual([false, 'ready', 'ready']);
    const taken: number[] = [];
    for await (const value of consumer) taken.push(value);
    expect(taken).toEqual([1, 2]);
    expect([consumer.isClosed, consumer.waitSync(), await consumer.wait()]).toEqual([true, 'closed', 'closed']);
  });

  it('by the consumer lets it take what is there and nothing that comes later', () => {
    const { producer, consumer } = pair(4);
    producer.tryPush(1);
    producer.stage(2);
    consumer.close();
    producer.publish();
    expect([consumer.tryPop(), consumer.tryPop(), consumer.isClosed]).toEqual([1, undefined, true]);
  });
});

describe('a damaged TAIL', () => {
  it.each([-1, 5, 2 ** 31 - 1, -(2 ** 31)])('of %s is refused when it is looked at', (tail) => {
    const { consumer, words } = pair(4);
    words[Word.Tail] = tail;
    expect(() => consumer.tryPop()).toThrow(RingCorruptError);
    expect(() => consumer.popInto([0])).toThrow(RingCorruptError);
    expect(() => consumer.drain(() => {})).toThrow(RingCorruptError);
  });
});
