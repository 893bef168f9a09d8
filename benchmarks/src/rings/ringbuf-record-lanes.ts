import { RingBuffer } from 'ringbuf.js';
import type { Lane, Lanes } from './lane.js';
import { BATCH_LENGTH, memoryAt } from './lane.js';
import { recordSlots } from './numbered-record.js';

/**
 * Records in frames, a word of length before each, as the consumer of a ring of records does not know lengths beforehand. The
 * ring is one of 32-bit words, a quarter of the elements that bytes would be. A frame, or a batch of them, is built in an array of
 * its own and pushed at once.
 */
export const ringbufRecordLanes: Lanes = {
  '16 B records, one by one': singleRecordLane(16),
  '16 B records, in batches of 64': recordBatchLane(16),
  '256 B records, one by one': singleRecordLane(256),
  '256 B records, in batches of 64': recordBatchLane(256),
};

/** Takes the length first and then as many words. */
function singleRecordLane(recordBytes: number): Lane {
  return {
    ...framedLane(recordBytes, 1),
    consumer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Int32Array);
      const length = new Int32Array(1);
      const payload = new Int32Array(recordBytes / Int32Array.BYTES_PER_ELEMENT);
      return (count) => {
        let wrong = 0;
        for (let next = 0; next < count; next += 1) {
          while (ring.pop(length) === 0);
          const taken = ring.pop(payload, length[0]);
          if (payload[0] !== (next | 0) || payload[taken - 1] !== (next | 0)) wrong += 1;
        }
        return wrong;
      };
    },
  };
}

/** Takes what there is, a batch at most, and walks over the frames in it. */
function recordBatchLane(recordBytes: number): Lane {
  return {
    ...framedLane(recordBytes, BATCH_LENGTH),
    consumer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Int32Array);
      const words = new Int32Array(BATCH_LENGTH * frameWords(recordBytes));
      return (count) => {
        let wrong = 0;
        for (let next = 0; next < count;) {
          const taken = ring.pop(words);
          for (let start = 0; start < taken; next += 1) {
            const length = words[start]!;
            if (words[start + 1] !== (next | 0) || words[start + length] !== (next | 0)) wrong += 1;
            start += 1 + length;
          }
        }
        return wrong;
      };
    },
  };
}

function framedLane(recordBytes: number, batchLength: number): Pick<Lane, 'allocate' | 'producer'> {
  const stride = frameWords(recordBytes);
  return {
    allocate: () => [RingBuffer.getStorageForCapacity(recordSlots(recordBytes) * stride, Int32Array)],
    producer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Int32Array);
      const frames = new Int32Array(batchLength * stride);
      return (count) => {
        for (let next = 0; next < count; next += batchLength) {
          for (let index = 0; index < batchLength; index += 1) {
            frames[index * stride] = stride - 1;
            frames[index * stride + 1] = next + index;
            frames[(index + 1) * stride - 1] = next + index;
          }
          // A push takes what fits, and a frame cut in two would have to be put together again.
          while (ring.availableWrite() < frames.length);
          ring.push(frames);
        }
        return 0;
      };
    },
  };
}

/** Words of a frame: the length and the payload. */
function frameWords(recordBytes: number): number {
  return 1 + recordBytes / Int32Array.BYTES_PER_ELEMENT;
}
