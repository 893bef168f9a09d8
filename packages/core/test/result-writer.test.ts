import { receiveNamed } from '../src/transport/side-record.ts';
import { createRing, Doorbell, RingConsumer, RingProducer } from 'atomics-ring';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { SerializationError, UnknownTaskError } from '../src/errors.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
  ResultKind,
  resultKind,
  resultNanos,
  resultSlot,
} from '../src/transport/result-record.ts';
import { SharedBufferTable } from '../src/transport/shared-registry.ts';
import { SIDE_MESSAGE } from '../src/transport/task-record.ts';
import { type ItemClock, ResultWriter } from '../src/worker/result-writer.ts';

const RING_BYTES = 4096;

/** Clocks by which an item took so many nanoseconds; 0: that was not measured. */
const NINE: ItemClock = { newestNanos: 9 };
const NO_TIME: ItemClock = { newestNanos: 0 };

interface Read {
  readonly kind: string;
  readonly slot: number;
  readonly nanos: number;
  readonly values: unknown[];
}

let consumer: RingConsumer;
let mainPort: PortTransport;
let bell: Doorbell;
let writer: ResultWriter;
const releaseTasks = vi.fn<() => void>();

beforeEach(() => {
  const { buffer } = createRing({ capacityBytes: RING_BYTES });
  const { port1, port2 } = new MessageChannel();
  consumer = new RingConsumer(buffer);
  mainPort = new PortTransport(port1);
  bell = new Doorbell(new Int32Array(new SharedArrayBuffer(4)), 0);
  releaseTasks.mockReset();
  const encoder = new Encoder({ idOf: () => undefined });
  writer = new ResultWriter(new RingProducer(buffer), new PortTransport(port2), encoder, bell, releaseTasks);
});

afterEach(() => mainPort.close());

/** The records that the main thread would find, those not published too where it says so. */
function read(how: 'drain' | 'salvage' = 'drain'): Read[] {
  const records: Read[] = [];
  consumer[how]((view, offset) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    records.push(readOne(view, bytes, offset));
  });
  return records;
}

function readOne(view: DataView, bytes: Uint8Array, offset: number): Read {
  const kind = resultKind(view, offset);
  const start = offset + RESULT_HEADER_BYTES;
  const head = { slot: resultSlot(view, offset), nanos: resultNanos(view, offset) };
  if ((kind & SIDE_MESSAGE) !== 0) {
    const received = receiveNamed(mainPort, view, bytes, start, start + resultFilled(view, offset));
    const values = valuesIn(received.view, received.bytes, received.start, received.end, received.attachments);
    return { ...head, kind: `${nameOf(kind & ~SIDE_MESSAGE)} beside`, values };
  }
  const end = start + resultFilled(view, offset);
  if (kind !== ResultKind.Numbers)
    return { ...head, kind: nameOf(kind), values: valuesIn(view, bytes, start, end, []) };
  const numbers = Array.from({ length: (end - start) / 8 }, (_, index) => view.getFloat64(start + 8 * index, true));
  return { ...head, kind: 'Numbers', values: numbers };
}

function valuesIn(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  attached: readonly unknown[],
): unknown[] {
  const decoder = new Decoder(new SharedBufferTable());
  const values: unknown[] = [];
  for (let place = start; place < end; place = decoder.offset) {
    decoder.attachments = attached;
    values.push(decoder.decodeValue(view, bytes, place, end));
  }
  return values;
}

function nameOf(kind: number): string {
  return Object.keys(ResultKind)[Object.values(ResultKind).indexOf(kind as ResultKind)]!;
}

function unreadable(): object {
  return Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new RangeError('getter');
    },
  });
}

describe('the result of one call', () => {
  it('is written with its slot and time', () => {
    writer.value(7, { a: [1, 'two'] }, 1234);
    writer.publish();
    expect(read()).toEqual([{ kind: 'Values', slot: 7, nanos: 1234, values: [{ a: [1, 'two'] }] }]);
  });

  it.each([undefined, null, 0, -0, NaN, '', 'ü'.repeat(300)])('may be %j', (value) => {
    writer.value(0, value, 0);
    writer.publish();
    expect(read()[0]!.values).toEqual([value]);
  });

  it('is seen when it is published, or found after a death', () => {
    writer.value(1, 'one', 0);
    expect(read()).toEqual([]);
    expect(read('salvage')).toMatchObject([{ slot: 1, values: ['one'] }]);
  });

  it('goes beside the ring when it is too long for one', () => {
    writer.value(1, 'x'.repeat(10_000), 0);
    writer.value(2, 'short', 0);
    writer.publish();
    expect(read()).toMatchObject([
      { kind: 'Values beside', slot: 1, values: ['x'.repeat(10_000)] },
      { kind: 'Values', slot: 2, values: ['short'] },
    ]);
  });

  it('goes beside the ring when structured clone has to carry it', () => {
    const { port1 } = new MessageChannel();
    writer.value(1, new SharedArrayBuffer(8), 0);
    writer.publish();
    expect(read()).toMatchObject([{ kind: 'Values beside', values: [expect.any(SharedArrayBuffer)] }]);
    port1.close();
  });

  it('is an error where it cannot be sent', () => {
    writer.value(1, { a: () => {} }, 5);
    writer.publish();
    expect(read()).toEqual([
      {
        kind: 'Failed',
        slot: 1,
        nanos: 5,
        values: [['ERR_NOT_SERIALIZABLE', expect.stringContaining('result.a') as string, undefined]],
      },
    ]);
  });

  it('is what a getter throws', () => {
    writer.value(1, unreadable(), 0);
    writer.publish();
    expect(read()).toMatchObject([{ kind: 'Thrown', slot: 1, values: [new RangeError('getter')] }]);
  });
});

describe('what a task threw', () => {
  it.each([[new TypeError('wrong')], [null], [undefined], ['text'], [{ code: 1 }]])(
    'is written as it is: %s',
    (thrown) => {
      writer.thrown(3, thrown, 8);
      writer.publish();
      expect(read()).toMatchObject([{ kind: 'Thrown', slot: 3, nanos: 8, values: [thrown] }]);
    },
  );

  it('is an error of ours where it cannot be sent', () => {
    writer.thrown(3, Symbol('thrown'), 0);
    writer.thrown(4, () => {}, 0);
    writer.publish();
    expect(read()).toMatchObject([
      { kind: 'Failed', slot: 3, values: [['ERR_NOT_SERIALIZABLE', expect.any(String), undefined]] },
      { kind: 'Failed', slot: 4, values: [['ERR_NOT_SERIALIZABLE', expect.any(String), undefined]] },
    ]);
  });

  it('is an error of ours where it cannot be read', () => {
    writer.thrown(3, unreadable(), 0);
    writer.publish();
    expect(read()).toMatchObject([
      { kind: 'Failed', values: [['ERR_NOT_SERIALIZABLE', expect.stringContaining('getter'), undefined]] },
    ]);
  });

  it('keeps what an error of ours tells', () => {
    writer.thrown(3, UnknownTaskError.of('cube', ['square']), 0);
    writer.thrown(4, new SerializationError('too large'), 0);
    writer.publish();
    expect(read().map(({ kind, values }) => [kind, ...values])).toEqual([
      ['Failed', ['ERR_UNKNOWN_TASK', expect.stringContaining('cube') as string, ['square']]],
      ['Failed', ['ERR_NOT_SERIALIZABLE', 'too large', undefined]],
    ]);
  });
});

describe('the results of a chunk', () => {
  it('share a record', () => {
    for (const [index, value] of ['a', { b: 1 }, null].entries()) writer.chunkValue(5, value, 3 - index, NINE);
    writer.endChunk();
    writer.publish();
    expect(read()).toEqual([{ kind: 'Values', slot: 5, nanos: 9, values: ['a', { b: 1 }, null] }]);
  });

  it('share a record of numbers', () => {
    for (let index = 0; index < 5; index += 1) writer.chunkValue(5, index / 3, 5 - index, NINE);
    writer.endChunk();
    writer.publish();
    expect(read()).toEqual([{ kind: 'Numbers', slot: 5, nanos: 9, values: [0, 1 / 3, 2 / 3, 1, 4 / 3] }]);
  });

  it('change the record with their kind, and keep their order', () => {
    const values = [1, 2, 'three', { four: 4 }, 5, 'six', 7];
    for (const [index, value] of values.entries()) writer.chunkValue(5, value, values.length - index, NO_TIME);
    writer.endChunk();
    writer.publish();
    const records = read();
    expect(records.flatMap((record) => record.values)).toEqual(values);
    expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(['Numbers', 'Values']));
  });

  it('take as many records as they need', () => {
    const values = Array.from({ length: 40 }, (_, index) => 'x'.repeat(index));
    const seen: unknown[] = [];
    for (const [index, value] of values.entries()) {
      writer.chunkValue(5, value, values.length - index, NO_TIME);
      if (index % 10 === 9) {
        writer.publish();
        seen.push(...read().flatMap((record) => record.values));
      }
    }
    expect(seen).toEqual(values);
  });

  it('keep their order around one that goes beside the ring, fails, or was thrown', () => {
    writer.chunkValue(5, 'first', 5, NO_TIME);
    writer.chunkValue(5, 'x'.repeat(10_000), 4, NO_TIME);
    writer.chunkValue(5, () => {}, 3, NO_TIME);
    writer.thrown(5, 'thrown', 0);
    writer.chunkValue(5, 'last', 1, NO_TIME);
    writer.publish();
    expect(read().filter(({ values }) => values.length > 0)).toMatchObject([
      { kind: 'Values', values: ['first'] },
      { kind: 'Values beside' },
      { kind: 'Failed' },
      { kind: 'Thrown', values: ['thrown'] },
      { kind: 'Values', values: ['last'] },
    ]);
  });

  it('have the clock asked once for each record, by its first item', () => {
    let asked = 0;
    const clock: ItemClock = {
      get newestNanos() {
        asked += 1;
        return 100 * asked;
      },
    };
    for (const [index, value] of [1, 2, 3, 'a', 'b', 4].entries()) writer.chunkValue(5, value, 6 - index, clock);
    writer.publish();
    expect(read().map(({ nanos, values }) => [nanos, ...values])).toEqual([
      [100, 1, 2, 3],
      [200, 'a', 'b'],
      [300, 4],
    ]);
    expect(asked).toBe(3);
  });

  it('are found after a death, up to the last that was done', () => {
    for (let index = 0; index < 3; index += 1) writer.chunkValue(5, index, 10 - index, NO_TIME);
    writer.chunkValue(5, { done: 4 }, 6, NO_TIME);
    expect(read('salvage').flatMap(({ values }) => values)).toEqual([0, 1, 2, { done: 4 }]);
  });

  it('are found after a death in the midst of the next one', () => {
    writer.chunkValue(5, 'done', 2, NO_TIME);
    writer.chunkValue(5, unreadable(), 1, NO_TIME);
    expect(read('salvage').map(({ kind }) => kind)).toEqual(['Values', 'Thrown']);
  });
});

describe('a publication', () => {
  it('gives the tasks’ bytes back before the news is out', () => {
    writer.value(1, 'one', 0);
    releaseTasks.mockImplementation(() => expect(consumer.hasRecords()).toBe(false));
    writer.publish();
    expect(releaseTasks).toHaveBeenCalledTimes(1);
    expect(consumer.hasRecords()).toBe(true);
  });

  it('rings the doorbell', () => {
    const ring = vi.spyOn(bell, 'ring');
    writer.publish();
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing held back, of records and of a chunk', () => {
    const seen = [writer.hasUnpublished];
    for (const write of [
      () => writer.value(0, 0, 0),
      () => writer.chunkValue(0, 1, 2, NO_TIME),
      () => writer.stopped(0),
    ]) {
      write();
      seen.push(writer.hasUnpublished);
      writer.publish();
      seen.push(writer.hasUnpublished);
    }
    expect(seen).toEqual([false, true, false, true, false, true, false]);
  });

  it('comes at once with a report', () => {
    writer.report(ResultKind.Ready, ['square']);
    expect(read()).toEqual([{ kind: 'Ready', slot: -1, nanos: 0, values: [['square']] }]);
  });
});
