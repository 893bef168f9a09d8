import { describe, expect, it } from 'vitest';
import { createRing, RingClosedError, RingConsumer, RingProducer, RingTimeoutError } from '../src/index.js';

function pair(capacityBytes: number, firstPosition = 0): { producer: RingProducer; consumer: RingConsumer } {
  const { buffer } = createRing({ capacityBytes, firstPosition });
  return { producer: new RingProducer(buffer), consumer: new RingConsumer(buffer) };
}

function record(length: number, start = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => start + index);
}

function popAll(consumer: RingConsumer): number[][] {
  const records: number[][] = [];
  for (let next = consumer.tryPop(); next !== undefined; next = consumer.tryPop()) records.push([...next]);
  return records;
}

describe('tryPush', () => {
  it('gives records of every length up to the longest, each with its own bytes', () => {
    const { producer, consumer } = pair(64);
    for (let length = 0; length <= producer.maxPayloadBytes; length += 1) {
      expect(producer.tryPush(record(length))).toBe(true);
      expect(popAll(consumer)).toEqual([[...record(length)]]);
    }
  });

  it('says how long a record may be', () => {
    const { producer } = pair(64);
    expect(producer.maxPayloadBytes).toBe(24);
    expect(() => producer.tryPush(record(25))).toThrow('Expected a record of 0 to 24 bytes in a ring of 64, got 25.');
  });

  it('takes the longest record wherever the ring stands', () => {
    for (let firstPosition = 0; firstPosition < 64; firstPosition += 8) {
      const { producer, consumer } = pair(64, firstPosition);
      expect(producer.tryPush(record(24))).toBe(true);
      expect(popAll(consumer)).toEqual([[...record(24)]]);
    }
  });

  it('refuses a record there is no room for, and changes nothing', () => {
    const { producer, consumer } = pair(64);
    const pushed = [1, 2, 3, 4, 5].map((start) => producer.tryPush(record(8, start)));
    expect(pushed).toEqual([true, true, true, false, false]);
    expect(popAll(consumer)).toEqual([[...record(8, 1)], [...record(8, 2)], [...record(8, 3)]]);
    expect(producer.tryPush(record(24))).toBe(true);
  });

  it('copies a part of a larger array only', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(20).subarray(5, 9));
    expect(popAll(consumer)).toEqual([[6, 7, 8, 9]]);
  });

  it('copies at once: later changes are not seen', () => {
    const { producer, consumer } = pair(64);
    const bytes = record(4);
    producer.tryPush(bytes);
    bytes.fill(0);
    expect(popAll(consumer)).toEqual([[1, 2, 3, 4]]);
  });

  it('throws once the producer has closed', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(1));
    producer.close();
    expect(() => producer.tryPush(record(1))).toThrow(RingClosedError);
    expect(popAll(consumer)).toEqual([[1]]);
  });

  it('throws once the consumer has closed, and the consumer sees no more', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(1));
    consumer.close();
    expect(producer.isClosed).toBe(true);
    expect(() => producer.tryPush(record(2))).toThrow(RingClosedError);
    expect(() => producer.tryPush(record(2))).toThrow(RingClosedError);
    expect(popAll(consumer)).toEqual([[1]]);
  });

  it('throws in a full ring too once the consumer has closed', () => {
    const { producer, consumer } = pair(32);
    while (producer.tryPush(record(8)));
    consumer.close();
    expect(() => producer.tryPush(record(8))).toThrow(RingClosedError);
  });

  it('throws in a producer made after the ring was closed', () => {
    const { buffer } = createRing({ capacityBytes: 64 });
    new RingConsumer(buffer).close();
    expect(() => new RingProducer(buffer).tryPush(record(1))).toThrow(RingClosedError);
  });
});

describe('tryClaim and commit', () => {
  it('let a record be written in place', () => {
    const { producer, consumer } = pair(64);
    const claim = producer.tryClaim(8)!;
    expect(claim.length).toBe(8);
    claim.view.setFloat64(claim.offset, 1.5, true);
    expect(consumer.hasRecords()).toBe(false);
    producer.commit();
    expect(new DataView(consumer.tryPop()!.buffer).getFloat64(0, true)).toBe(1.5);
  });

  it('let a record become shorter than its claim', () => {
    const { producer, consumer } = pair(64);
    const claim = producer.tryClaim(20)!;
    claim.set([7, 8, 9]);
    producer.commit(3);
    producer.tryPush(record(2));
    expect(popAll(consumer)).toEqual([
      [7, 8, 9],
      [1, 2],
    ]);
  });

  it('replace a claim that was not committed', () => {
    const { producer, consumer } = pair(64);
    producer.tryClaim(16);
    producer.tryPush(record(3));
    expect(() => producer.commit()).toThrow(RangeError);
    expect(popAll(consumer)).toEqual([[1, 2, 3]]);
  });

  it('give no claim when the ring is full, and throw when it is closed', () => {
    const { producer, consumer } = pair(32);
    expect(producer.tryPush(record(8))).toBe(true);
    expect(producer.tryClaim(8)).toBeUndefined();
    consumer.close();
    expect(() => producer.tryClaim(0)).toThrow(RingClosedError);
  });

  it('refuse a commit without a claim, and a second one', () => {
    const { producer } = pair(64);
    expect(() => producer.commit()).toThrow('Expected a claim before the commit, got none.');
    producer.tryClaim(4);
    producer.commit();
    expect(() => producer.commit()).toThrow(RangeError);
  });

  it.each([-1, 5, Number.NaN])('refuse a commit of %s bytes of a claim of 4', (length) => {
    const { producer, consumer } = pair(64);
    producer.tryClaim(4);
    expect(() => producer.commit(length)).toThrow(RangeError);
    expect(consumer.hasRecords()).toBe(false);
  });

  it.each([-1, 25, Number.NaN])('refuse a claim of %s bytes', (length) => {
    const { producer } = pair(64);
    expect(() => producer.tryClaim(length)).toThrow(RangeError);
    expect(() => producer.reserve(length)).toThrow(RangeError);
  });
});

describe('stage and publish', () => {
  it('show many records at once', () => {
    const { producer, consumer } = pair(64);
    for (const start of [1, 2, 3]) {
      producer.bytes[producer.reserve(1)] = start;
      producer.stage();
    }
    expect(consumer.hasRecords()).toBe(false);
    producer.publish();
    expect(popAll(consumer)).toEqual([[1], [2], [3]]);
  });

  it('leave out what is staged when the ring is closed', () => {
    const { producer, consumer } = pair(64);
    producer.reserve(1);
    producer.stage();
    producer.close();
    expect(consumer.isClosed).toBe(true);
  });

  it('count what is staged as room taken', () => {
    const { producer } = pair(64);
    const offsets = [1, 2, 3, 4].map(() => {
      const offset = producer.reserve(8);
      if (offset >= 0) producer.stage();
      return offset;
    });
    expect(offsets).toEqual([8, 24, 40, -1]);
  });

  it('have room again as soon as it is there, though the producer knew of none', () => {
    const { producer, consumer } = pair(64);
    for (let tried = 0; tried < 4; tried += 1) if (producer.reserve(8) >= 0) producer.stage();
    producer.publish();
    expect(producer.reserve(8)).toBe(-1);
    consumer.tryPop();
    expect(producer.reserve(8)).toBe(56);
  });

  it('fill a ring to its edge without padding', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(24));
    expect(popAll(consumer)).toHaveLength(1);
    expect(producer.reserve(24)).toBe(40);
    producer.stage();
    producer.publish();
    expect([producer.writePosition, popAll(consumer).length]).toEqual([64, 1]);
    expect(producer.reserve(24)).toBe(8);
  });

  it('take padding along: a record that would wrap starts at the beginning', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(24));
    producer.tryPush(record(8));
    expect(popAll(consumer)).toHaveLength(2);
    expect(producer.reserve(16)).toBe(8);
    producer.stage();
    producer.publish();
    expect(producer.writePosition).toBe(64 + 24);
    expect(popAll(consumer)).toHaveLength(1);
  });
});

describe('shrink', () => {
  it('cuts the newest staged record, and the next one follows it', () => {
    const { producer, consumer } = pair(64);
    const offset = producer.reserve(24);
    producer.stage();
    producer.bytes.set(record(4), offset);
    producer.shrink(4);
    expect(producer.writePosition).toBe(16);
    producer.tryPush(record(2));
    expect(popAll(consumer)).toEqual([
      [1, 2, 3, 4],
      [1, 2],
    ]);
  });

  it('gives up an open claim, whose place has moved', () => {
    const { producer } = pair(64);
    producer.reserve(16);
    producer.stage();
    producer.reserve(8);
    producer.shrink(0);
    expect(() => producer.commit()).toThrow(RangeError);
  });

  it.each([-1, 17, Number.NaN])('refuses %s bytes for a record of 16', (length) => {
    const { producer } = pair(64);
    producer.reserve(16);
    producer.stage();
    expect(() => producer.shrink(length)).toThrow(RangeError);
  });

  it('refuses a record that is published already, and a ring without one', () => {
    const { producer } = pair(64);
    expect(() => producer.shrink(0)).toThrow('staged and not published');
    producer.reserve(16);
    producer.commit();
    expect(() => producer.shrink(8)).toThrow('staged and not published');
  });
});

describe('push', () => {
  it('resolves at once while there is room', async () => {
    const { producer, consumer } = pair(64);
    await producer.push(record(3));
    expect(popAll(consumer)).toEqual([[1, 2, 3]]);
  });

  it('keeps the order of its calls, even when a later record would fit first', async () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(record(24, 1));
    producer.tryPush(record(0));
    const pushes = Promise.all([
      producer.push(record(24, 2)),
      producer.push(record(1, 3)),
      producer.push(record(24, 4)),
    ]);
    const firsts: (number | undefined)[] = [];
    for await (const taken of consumer) if (firsts.push(taken[0]) === 5) break;
    await pushes;
    expect(firsts).toEqual([1, undefined, 2, 3, 4]);
  });

  it('goes on after one that was refused', async () => {
    const { producer, consumer } = pair(32);
    producer.tryPush(record(8));
    const records = [record(8, 2), record(9), record(8, 3)];
    const pushes = Promise.allSettled(records.map((bytes) => producer.push(bytes)));
    const taken: number[] = [];
    for await (const next of consumer) if (taken.push(next[0]!) === 3) break;
    expect((await pushes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(taken).toEqual([1, 2, 3]);
  });

  it('rejects when the ring is closed, while it waits or before', async () => {
    const { producer, consumer } = pair(32);
    producer.tryPush(record(8));
    const waiting = producer.push(record(8));
    consumer.close();
    await expect(waiting).rejects.toThrow(RingClosedError);
    await expect(producer.push(record(1))).rejects.toThrow(RingClosedError);
  });
});

describe('pushSync', () => {
  it('throws RingTimeoutError when no room comes in time', () => {
    const { producer } = pair(32);
    producer.pushSync(record(8));
    expect(() => producer.pushSync(record(8), 2)).toThrow(RingTimeoutError);
  });

  it('throws at once in a closed ring', () => {
    const { producer, consumer } = pair(32);
    producer.pushSync(record(8));
    consumer.close();
    expect(() => producer.pushSync(record(8))).toThrow(RingClosedError);
  });
});

describe('waitForRoomSync', () => {
  it('returns at once when there is room, or the ring is closed', () => {
    const { producer, consumer } = pair(32);
    producer.waitForRoomSync(8);
    producer.tryPush(record(8));
    consumer.close();
    producer.waitForRoomSync(8);
    expect(producer.isClosed).toBe(true);
  });
});
