import { RingBuffer } from 'ringbuf.js';
import type { Lane, Lanes } from './lane.js';
import { BATCH_LENGTH, memoryAt } from './lane.js';
import { NumberedRecord, recordSlots } from './numbered-record.js';

/**
 * Records without frames, as bytes: a stream of elements that both sides cut at the one length all records have. That is less than a
 * ring of records gives, whose consumer learns each length from the ring.
 */
export const byteStreamLanes: Lanes = streamLanes(Uint8Array);

/** The same as 32-bit words: a quarter of the elements to copy. */
export const wordStreamLanes: Lanes = streamLanes(Int32Array);

type StreamElements = typeof Uint8Array | typeof Int32Array;

function streamLanes(Elements: StreamElements): Lanes {
  return {
    '16 B records, one by one': streamLane(Elements, 16, 1),
    '16 B records, in batches of 64': streamLane(Elements, 16, BATCH_LENGTH),
    '256 B records, one by one': streamLane(Elements, 256, 1),
    '256 B records, in batches of 64': streamLane(Elements, 256, BATCH_LENGTH),
  };
}

/** The room is a multiple of the batch, so that a push takes all or nothing. */
function streamLane(Elements: StreamElements, recordBytes: number, batchLength: number): Lane {
  const batchBytes = recordBytes * batchLength;
  const capacity = (recordSlots(recordBytes) * recordBytes) / Elements.BYTES_PER_ELEMENT;
  return {
    allocate: () => [RingBuffer.getStorageForCapacity(capacity, Elements)],
    producer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Elements);
      const records = new NumberedRecord(batchBytes, recordBytes);
      const elements = new Elements(records.buffer);
      return (count) => {
        for (let next = 0; next < count; next += batchLength) {
          for (let index = 0; index < batchLength; index += 1) records.write(index, next + index);
          while (ring.push(elements) === 0);
        }
        return 0;
      };
    },
    consumer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Elements);
      const records = new NumberedRecord(batchBytes, recordBytes);
      const elements = new Elements(records.buffer);
      const elementsPerRecord = recordBytes / Elements.BYTES_PER_ELEMENT;
      return (count) => {
        let wrong = 0;
        for (let next = 0; next < count;) {
          const taken = ring.pop(elements) / elementsPerRecord;
          for (let index = 0; index < taken; index += 1) if (!records.has(index, next + index)) wrong += 1;
          next += taken;
        }
        return wrong;
      };
    },
  };
}
