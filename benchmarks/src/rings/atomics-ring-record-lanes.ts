import type { RecordVisitor, RingProducer as Producer } from 'atomics-ring';
import { importOurs } from '../build-under-test.js';
import type { Lane, Lanes } from './lane.js';
import { BATCH_LENGTH, memoryAt } from './lane.js';
import { NumberedRecord, recordSlots } from './numbered-record.js';

const { createRing, RingConsumer, RingProducer } = await importOurs('atomics-ring');

/** Copies records in and looks at them in place: the calls that are there for speed. */
export const recordLanes: Lanes = {
  '16 B records, one by one': singleRecordLane(16),
  '16 B records, in batches of 64': recordBatchLane(16),
  '256 B records, one by one': singleRecordLane(256),
  '256 B records, in batches of 64': recordBatchLane(256),
};

/** Copies records out as well, each into an array of its own: the calls one finds first. */
export const copyingRecordLanes: Lanes = {
  '16 B records, one by one': { ...singleRecordLane(16), consumer: copyingConsumer(16) },
  '256 B records, one by one': { ...singleRecordLane(256), consumer: copyingConsumer(256) },
};

/** Writes short records into the ring word by word, which is cheaper than a call that copies bytes. */
export const inPlaceRecordLanes: Lanes = {
  '16 B records, one by one': { ...singleRecordLane(16), producer: inPlaceProducer(16, 1) },
  '16 B records, in batches of 64': { ...recordBatchLane(16), producer: inPlaceProducer(16, BATCH_LENGTH) },
};

function singleRecordLane(recordBytes: number): Lane {
  return {
    allocate: () => [createRing({ capacityBytes: recordSlots(recordBytes) * recordBytes }).buffer],
    producer: (memory) => {
      const ring = new RingProducer(memoryAt(memory, 0));
      const record = new NumberedRecord(recordBytes, recordBytes);
      return (count) => {
        for (let next = 0; next < count; next += 1) {
          record.write(0, next);
          while (!ring.tryPush(record.bytes));
        }
        return 0;
      };
    },
    consumer: inPlaceConsumer(1),
  };
}

/** Stages a batch, record by record, and publishes it once. */
function recordBatchLane(recordBytes: number): Lane {
  return {
    ...singleRecordLane(recordBytes),
    producer: (memory) => {
      const ring = new RingProducer(memoryAt(memory, 0));
      const record = new NumberedRecord(recordBytes, recordBytes);
      return (count) => {
        for (let next = 0; next < count; next += BATCH_LENGTH) {
          for (let index = 0; index < BATCH_LENGTH; index += 1) {
            record.write(0, next + index);
            stageRecord(ring, record.bytes);
          }
          ring.publish();
          ring.wakeConsumer();
        }
        return 0;
      };
    },
    consumer: inPlaceConsumer(BATCH_LENGTH),
  };
}

function stageRecord(ring: Producer, bytes: Uint8Array): void {
  ring.bytes.set(bytes, reserveRoom(ring, bytes.length));
  ring.stage();
}

/** Waits for room. What is staged is published first: the consumer could free nothing otherwise. */
function reserveRoom(ring: Producer, recordBytes: number): number {
  let offset = ring.reserve(recordBytes);
  while (offset < 0) {
    ring.publish();
    offset = ring.reserve(recordBytes);
  }
  return offset;
}

function inPlaceProducer(recordBytes: number, batchLength: number): Lane['producer'] {
  return (memory) => {
    const ring = new RingProducer(memoryAt(memory, 0));
    const { words } = new NumberedRecord(recordBytes, recordBytes);
    return (count) => {
      for (let next = 0; next < count; next += 1) {
        words[0] = next;
        words[words.length - 1] = next;
        const offset = reserveRoom(ring, recordBytes);
        for (let word = 0; word < words.length; word += 1) ring.view.setInt32(offset + 4 * word, words[word]!, true);
        ring.stage();
        if ((next + 1) % batchLength !== 0) continue;
        ring.publish();
        ring.wakeConsumer();
      }
      return 0;
    };
  };
}

function inPlaceConsumer(limit: number): Lane['consumer'] {
  return (memory) => {
    const ring = new RingConsumer(memoryAt(memory, 0));
    let next = 0;
    let wrong = 0;
    const visit: RecordVisitor = (view, offset, length) => {
      const first = view.getInt32(offset, true);
      if (first !== (next | 0) || view.getInt32(offset + length - 4, true) !== first) wrong += 1;
      next += 1;
    };
    return (count) => {
      next = 0;
      wrong = 0;
      for (let taken = 0; taken < count;) taken += ring.drain(visit, limit);
      return wrong;
    };
  };
}

function copyingConsumer(recordBytes: number): Lane['consumer'] {
  return (memory) => {
    const ring = new RingConsumer(memoryAt(memory, 0));
    return (count) => {
      let wrong = 0;
      for (let next = 0; next < count;) {
        const record = ring.tryPop();
        if (record === undefined) continue;
        const words = new DataView(record.buffer);
        const isWhole = words.getInt32(0, true) === (next | 0) && words.getInt32(recordBytes - 4, true) === (next | 0);
        if (!isWhole) wrong += 1;
        next += 1;
      }
      return wrong;
    };
  };
}
