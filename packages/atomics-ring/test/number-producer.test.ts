import { describe, expect, it } from 'vitest';
import {
  createNumberRing,
  NumberConsumer,
  NumberProducer,
  RingClosedError,
  RingCorruptError,
  RingTimeoutError,
} from '../src/index.js';
import { Word } from '../src/layout.js';

function pair(
  slots: number,
  firstPosition = 0,
): { producer: NumberProducer; consumer: NumberConsumer; words: Int32Array } {
  const { buffer } = createNumberRing({ slots, firstPosition });
  return { producer: new NumberProducer(buffer), consumer: new NumberConsumer(buffer), words: new Int32Array(buffer) };
}

describe('tryPush', () => {
  it('gives numbers to the consumer in order, each as it was', () => {
    const { producer, consumer } = pair(8);
    const values = [0, -0, 1.5, Infinity, -Infinity, Number.MAX_VALUE, 5e-324];
    for (const value of values) expect(producer.tryPush(value)).toBe(true);
    for (const value of values) expect(consumer.tryPop()).toBe(value);
  });

  it('carries NaN', () => {
    const { producer, consumer } = pair(1);
    producer.tryPush(Number.NaN);
    expect(consumer.tryPop()).toBeNaN();
  });

  it('refuses the number that would overwrite an unread one, and changes nothing', () => {
    const { producer, consumer } = pair(2);
    expect([producer.tryPush(1), producer.tryPush(2), producer.tryPush(3)]).toEqual([true, true, false]);
    expect(consumer.tryPop()).toBe(1);
    expect(producer.tryPush(4)).toBe(true);
    expect([consumer.tryPop(), consumer.tryPop(), consumer.tryPop()]).toEqual([2, 4, undefined]);
  });

  it('uses every slot of a ring of one', () => {
    const { producer, consumer } = pair(1);
    for (let value = 0; value < 5; value += 1) {
      expect(producer.tryPush(value)).toBe(true);
      expect(producer.tryPush(-1)).toBe(false);
      expect(consumer.tryPop()).toBe(value);
    }
  });

  it.each([2 ** 31 - 3, 2 ** 32 - 3, -3])('goes on where positions wrap, from %s', (firstPosition) => {
    const { producer, consumer } = pair(4, firstPosition);
    for (let value = 0; value < 20; value += 1) {
      expect(producer.tryPush(value)).toBe(true);
      expect(consumer.tryPop()).toBe(value);
    }
  });
});

describe('tryPushMany', () => {
  it('pushes as many as there is room for and says how many', () => {
    const { producer, consumer } = pair(4);
    expect(producer.tryPushMany([1, 2, 3])).toBe(3);
    expect(producer.tryPushMany([4, 5, 6])).toBe(1);
    expect(producer.tryPushMany([5])).toBe(0);
    expect(consumer.popInto(new Float64Array(8))).toBe(4);
    expect(producer.tryPushMany(new Float64Array([5, 6]))).toBe(2);
    expect([consumer.tryPop(), consumer.tryPop()]).toEqual([5, 6]);
  });

  it('takes a part of its input', () => {
    const { producer, consumer } = pair(8);
    expect(producer.tryPushMany([0, 1, 2, 3, 4], 1, 3)).toBe(2);
    expect(producer.tryPushMany([0, 1, 2, 3, 4], 4)).toBe(1);
    expect(producer.tryPushMany([0, 1], 2)).toBe(0);
    expect([consumer.tryPop(), consumer.tryPop(), consumer.tryPop(), consumer.tryPop()]).toEqual([1, 2, 4, undefined]);
  });

  it.each([
    [-1, 2],
    [2, 1],
    [0, 4],
    [0.5, 2],
    [0, Number.NaN],
  ])('refuses %s to %s of three values', (start, end) => {
    const { producer, consumer } = pair(8);
    expect(() => producer.tryPushMany([1, 2, 3], start, end)).toThrow(RangeError);
    expect(consumer.tryPop()).toBeUndefined();
  });
});

describe('stage', () => {
  it('shows nothing to the consumer before publish', () => {
    const { producer, consumer } = pair(4);
    expect([producer.stage(1), producer.stage(2)]).toEqual([true, true]);
    expect(consumer.hasRecords()).toBe(false);
    producer.publish();
    expect([consumer.tryPop(), consumer.tryPop()]).toEqual([1, 2]);
  });

  it('is published by the next push', () => {
    const { producer, consumer } = pair(4);
    producer.stage(1);
    producer.tryPush(2);
    expect([consumer.tryPop(), consumer.tryPop()]).toEqual([1, 2]);
  });

  it('refuses when what is staged fills the ring', () => {
    const { producer } = pair(2);
    expect([producer.stage(1), producer.stage(2), producer.stage(3)]).toEqual([true, true, false]);
  });
});

describe('push', () => {
  it('waits for room and keeps the order of the calls', async () => {
    const { producer, consumer } = pair(2);
    const pushes = Promise.all([1, 2, 3, 4, 5, 6].map((value) => producer.push(value)));
    const taken: number[] = [];
    for await (const value of consumer) if (taken.push(value) === 6) break;
    await pushes;
    expect(taken).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('rejects what waits when the consumer closes, and every later one', async () => {
    const { producer, consumer } = pair(1);
    await producer.push(1);
    const waiting = [producer.push(2), producer.push(3)];
    consumer.close();
    for (const push of [...waiting, producer.push(4)]) await expect(push).rejects.toThrow(RingClosedError);
    expect([consumer.tryPop(), consumer.tryPop()]).toEqual([1, undefined]);
  });

  it('rejects what waits when its own side closes', async () => {
    const { producer } = pair(1);
    await producer.push(1);
    const waiting = producer.push(2);
    producer.close();
    await expect(waiting).rejects.toThrow(RingClosedError);
  });
});

describe('pushSync', () => {
  it('throws RingTimeoutError when there is no room in time', () => {
    const { producer } = pair(1);
    producer.pushSync(1);
    expect(() => producer.pushSync(2, 5)).toThrow(RingTimeoutError);
    expect(() => producer.pushSync(2, 0)).toThrow('Expected room in the ring within 0 ms, got none.');
  });

  it.each([-1, Number.NaN])('refuses %s as a time', (timeoutMs) => {
    const { producer } = pair(1);
    expect(() => producer.pushSync(1, timeoutMs)).toThrow(RangeError);
  });
});

describe('the constructor', () => {
  it('refuses a consumer position that is ahead of the producer', () => {
    const { buffer } = createNumberRing({ slots: 4 });
    new Int32Array(buffer)[Word.Head] = 1;
    expect(() => new NumberProducer(buffer)).toThrow(RingCorruptError);
  });
});

describe('a damaged HEAD', () => {
  it.each([1, 100, -5, 2 ** 31 - 1, -(2 ** 31)])('of %s is refused when it is looked at', (head) => {
    const { producer, words } = pair(4);
    producer.tryPushMany([1, 2, 3, 4]);
    words[Word.Head] = head < 4 && head > 0 ? 5 : head;
    expect(() => producer.tryPush(5)).toThrow(RingCorruptError);
  });
});
