import { describe, expect, it } from 'vitest';
import { createRing, Doorbell, RingConsumer, RingProducer } from '../src/index.js';
import { Word } from '../src/layout.js';

function pair(capacityBytes: number): { producer: RingProducer; consumer: RingConsumer; buffer: SharedArrayBuffer } {
  const { buffer } = createRing({ capacityBytes });
  return { producer: new RingProducer(buffer), consumer: new RingConsumer(buffer), buffer };
}

function push(producer: RingProducer, ...values: readonly number[]): void {
  for (const value of values) producer.tryPush(Uint8Array.of(value));
}

function firstBytes(into: number[]): (view: DataView, offset: number) => void {
  return (view, offset) => void into.push(view.getUint8(offset));
}

describe('a producer that slept for lack of room', () => {
  it('is known to have been woken, until something is given back while it does not sleep', () => {
    const { producer, consumer, buffer } = pair(64);
    push(producer, 1, 2, 3);
    new Doorbell(new Int32Array(buffer), Word.ProducerParked).raise();
    const known = [consumer.wokeProducer];
    for (let taken = 0; taken < 2; taken += 1) {
      consumer.tryPop();
      known.push(consumer.wokeProducer);
    }
    expect(known).toEqual([false, true, false]);
  });
});

describe('tryPop', () => {
  it('gives a copy in memory of its own', () => {
    const { producer, consumer } = pair(64);
    push(producer, 1);
    const copy = consumer.tryPop()!;
    push(producer, 2, 3);
    expect([...copy]).toEqual([1]);
    expect([copy.buffer instanceof SharedArrayBuffer, copy.byteOffset, copy.buffer.byteLength]).toEqual([false, 0, 1]);
  });

  it('gives undefined when there is none, and when only padding is there', () => {
    const { producer, consumer } = pair(64);
    expect(consumer.tryPop()).toBeUndefined();
    producer.tryPush(new Uint8Array(24));
    producer.tryPush(new Uint8Array(8));
    expect([consumer.tryPop()?.length, consumer.tryPop()?.length]).toEqual([24, 8]);
    producer.reserve(16);
    producer.publish();
    expect(consumer.tryPop()).toBeUndefined();
    expect(consumer.hasRecords()).toBe(false);
  });
});

describe('drain', () => {
  it('visits what is there in order, with length and place of each', () => {
    const { producer, consumer } = pair(64);
    for (const length of [3, 0, 8]) producer.tryPush(new Uint8Array(length).fill(length));
    const seen: number[][] = [];
    const count = consumer.drain((view, offset, length) => {
      seen.push(Array.from({ length }, (_, index) => view.getUint8(offset + index)));
    });
    expect([count, seen]).toEqual([3, [[3, 3, 3], [], [8, 8, 8, 8, 8, 8, 8, 8]]]);
    expect(consumer.drain(() => {})).toBe(0);
  });

  it('visits them in memory that `bytes` shows too, at the same places', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(Uint8Array.of(5, 6, 7));
    const seen: number[][] = [];
    consumer.drain((view, offset, length) => {
      expect([view.buffer, view.byteOffset, view.byteLength]).toEqual([
        consumer.bytes.buffer,
        consumer.bytes.byteOffset,
        consumer.bytes.byteLength,
      ]);
      seen.push([...consumer.bytes.subarray(offset, offset + length)]);
    });
    expect(seen).toEqual([[5, 6, 7]]);
    expect(consumer.bytes).toHaveLength(consumer.capacityBytes);
  });

  it('takes at most the limit', () => {
    const { producer, consumer } = pair(64);
    push(producer, 1, 2, 3);
    const seen: number[] = [];
    expect([0, 1, 5].map((limit) => consumer.drain(firstBytes(seen), limit))).toEqual([0, 1, 2]);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('visits records that came after it last looked', () => {
    const { producer, consumer } = pair(128);
    push(producer, 1, 2);
    const seen: number[] = [];
    consumer.drain(firstBytes(seen), 1);
    push(producer, 3, 4);
    expect(consumer.drain(firstBytes(seen))).toBe(3);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('ends although its visitor pushes a new record for each', () => {
    const { producer, consumer } = pair(64);
    push(producer, 1);
    let visits = 0;
    consumer.drain(() => {
      visits += 1;
      push(producer, 1);
    });
    expect(visits).toBeLessThanOrEqual(2);
  });

  it('releases the records only after its visitor has seen them all', () => {
    const { producer, consumer } = pair(32);
    producer.tryPush(new Uint8Array(8));
    let pushedMeanwhile = true;
    consumer.drain(() => {
      pushedMeanwhile = producer.tryPush(new Uint8Array(8));
    });
    expect([pushedMeanwhile, producer.tryPush(new Uint8Array(8))]).toEqual([false, true]);
  });

  it('counts the record its visitor threw for as taken, and leaves the rest', () => {
    const { producer, consumer } = pair(64);
    push(producer, 1, 2, 3);
    const refuseTwo = (view: DataView, offset: number): void => {
      if (view.getUint8(offset) === 2) throw new Error('two');
    };
    expect(() => consumer.drain(refuseTwo)).toThrow('two');
    const seen: number[] = [];
    consumer.drain(firstBytes(seen));
    expect(seen).toEqual([3]);
  });
});

describe('salvage', () => {
  it('visits what was published, then what was completed only, and counts the latter', () => {
    const { producer, consumer } = pair(128);
    push(producer, 1, 2);
    for (const value of [3, 4]) {
      producer.bytes[producer.reserve(1)] = value;
      producer.stage();
    }
    producer.bytes[producer.reserve(1)] = 5;
    const seen: number[] = [];
    expect(consumer.salvage(firstBytes(seen))).toBe(2);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('follows completed records over padding', () => {
    const { producer, consumer } = pair(64);
    producer.tryPush(new Uint8Array(24));
    producer.tryPush(new Uint8Array(8));
    consumer.drain(() => {});
    const offset = producer.reserve(16);
    producer.bytes[offset] = 7;
    producer.stage();
    const seen: number[] = [];
    expect(consumer.salvage(firstBytes(seen))).toBe(1);
    expect(seen).toEqual([7]);
  });

  it('leaves a consumer that works: nothing is there, a second salvage finds nothing', () => {
    const { producer, consumer } = pair(64);
    producer.reserve(1);
    producer.stage();
    consumer.salvage(() => {});
    expect([consumer.hasRecords(), consumer.tryPop(), consumer.salvage(() => {})]).toEqual([false, undefined, 0]);
  });

  it('takes a ring full of completed records, and stops after them', () => {
    const { producer, consumer } = pair(64);
    let staged = 0;
    while (producer.reserve(0) >= 0) {
      producer.stage();
      staged += 1;
    }
    expect(consumer.salvage(() => {})).toBe(staged);
  });

  it('works on a consumer that has closed', () => {
    const { producer, consumer } = pair(64);
    producer.reserve(1);
    producer.stage();
    consumer.close();
    expect(consumer.salvage(() => {})).toBe(1);
  });
});

describe('waiting', () => {
  it('ends at once when something is there, and with the time when nothing comes', async () => {
    const { producer, consumer } = pair(64);
    expect([consumer.waitSync(0), consumer.waitSync(3), await consumer.wait(0), await consumer.wait(3)]).toEqual(
      Array.from({ length: 4 }, () => 'timed-out'),
    );
    push(producer, 1);
    expect([consumer.waitSync(), await consumer.wait()]).toEqual(['ready', 'ready']);
  });

  it('ends when a record comes', async () => {
    const { producer, consumer } = pair(64);
    const waits = [consumer.wait(), consumer.wait(60_000)];
    push(producer, 1);
    expect(await Promise.all(waits)).toEqual(['ready', 'ready']);
  });

  it('is not lost when another wait on the same side ends first', async () => {
    const { producer, consumer } = pair(64);
    const long = consumer.wait();
    expect(await consumer.wait(1)).toBe('timed-out');
    expect(consumer.waitSync(1)).toBe('timed-out');
    push(producer, 1);
    expect(await long).toBe('ready');
  });

  it('ends when either side closes', async () => {
    for (const closer of ['producer', 'consumer'] as const) {
      const sides = pair(64);
      const waiting = sides.consumer.wait();
      sides[closer].close();
      expect(await waiting).toBe('closed');
    }
  });

  it.each([-1, Number.NaN])('refuses %s as a time', async (timeoutMs) => {
    const { consumer } = pair(64);
    expect(() => consumer.waitSync(timeoutMs)).toThrow('Expected `timeoutMs` to be a number of at least 0');
    await expect(consumer.wait(timeoutMs)).rejects.toThrow(RangeError);
  });
});

describe('for await', () => {
  it('gives all records until the ring is closed', async () => {
    const { producer, consumer } = pair(64);
    const taken: number[] = [];
    const reading = (async () => {
      for await (const [value] of consumer) taken.push(value!);
    })();
    for (const value of [1, 2, 3, 4, 5, 6, 7, 8]) await producer.push(Uint8Array.of(value));
    producer.close();
    await reading;
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('closes nothing when it is left early', async () => {
    const { producer, consumer } = pair(64);
    push(producer, 1, 2);
    for await (const record of consumer) if (record[0] === 1) break;
    expect(producer.isClosed).toBe(false);
    expect([...consumer.tryPop()!]).toEqual([2]);
  });
});

describe('closing', () => {
  it('by the consumer leaves it what was there, also when the producer goes on', () => {
    const { producer, consumer } = pair(64);
    push(producer, 1);
    consumer.close();
    producer.reserve(1);
    producer.commit();
    expect([consumer.isClosed, consumer.waitSync()]).toEqual([false, 'ready']);
    consumer.tryPop();
    expect([consumer.isClosed, consumer.waitSync(), consumer.hasRecords()]).toEqual([true, 'closed', false]);
  });

  it('may be done twice, and by both', () => {
    const { producer, consumer } = pair(64);
    for (const side of [producer, consumer, consumer, producer]) side.close();
    expect([producer.isClosed, consumer.isClosed]).toEqual([true, true]);
  });
});
