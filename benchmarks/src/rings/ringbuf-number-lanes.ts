import { RingBuffer } from 'ringbuf.js';
import type { Lane, Lanes } from './lane.js';
import { BATCH_LENGTH, memoryAt, NUMBER_SLOTS } from './lane.js';

/** `push` and `pop` of whole typed arrays: what its AudioWriter and AudioReader do, without their restriction to `Float32Array`. */
export const ringbufNumberLanes: Lanes = {
  'numbers, one by one': numberLane(1),
  'numbers, in batches of 64': numberLane(BATCH_LENGTH),
  'round trip, spinning': roundTripLane(),
};

/** Writes into the storage by `writeCallbackWithOffset`, which spares the copy. */
export const ringbufCallbackLanes: Lanes = {
  'numbers, in batches of 64': {
    ...numberLane(BATCH_LENGTH),
    producer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Float64Array);
      let next = 0;
      const write = fillStorage(() => (next += 1) - 1);
      return (count) => {
        next = 0;
        for (let sent = 0; sent < count;) {
          if (ring.availableWrite() >= BATCH_LENGTH) sent += ring.writeCallbackWithOffset(BATCH_LENGTH, write);
        }
        return 0;
      };
    },
  },
};

type StorageWriter = Parameters<RingBuffer['writeCallbackWithOffset']>[1];

function fillStorage(nextValue: () => number): StorageWriter {
  return (storage, start, length, secondStart, secondLength) => {
    for (let index = 0; index < length; index += 1) storage[start + index] = nextValue();
    for (let index = 0; index < secondLength; index += 1) storage[secondStart + index] = nextValue();
    return length + secondLength;
  };
}

/**
 * The room is a multiple of the batch and all pushes are whole batches, so a push takes all or nothing. One by one is
 * a batch of one: there is no call for a single value.
 */
function numberLane(batchLength: number): Lane {
  return {
    allocate: () => [RingBuffer.getStorageForCapacity(NUMBER_SLOTS, Float64Array)],
    producer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Float64Array);
      const batch = new Float64Array(batchLength);
      return (count) => {
        for (let next = 0; next < count; next += batchLength) {
          for (let index = 0; index < batchLength; index += 1) batch[index] = next + index;
          while (ring.push(batch) === 0);
        }
        return 0;
      };
    },
    consumer: (memory) => {
      const ring = new RingBuffer(memoryAt(memory, 0), Float64Array);
      const batch = new Float64Array(batchLength);
      return (count) => {
        let wrong = 0;
        for (let next = 0; next < count;) {
          const taken = ring.pop(batch);
          for (let index = 0; index < taken; index += 1) if (batch[index] !== next + index) wrong += 1;
          next += taken;
        }
        return wrong;
      };
    },
  };
}

function roundTripLane(): Lane {
  return {
    allocate: () => [0, 1].map(() => RingBuffer.getStorageForCapacity(NUMBER_SLOTS, Float64Array)),
    producer: (memory) => {
      const there = new RingBuffer(memoryAt(memory, 0), Float64Array);
      const back = new RingBuffer(memoryAt(memory, 1), Float64Array);
      const value = new Float64Array(1);
      return (count) => {
        for (let next = 0; next < count; next += 1) {
          value[0] = next;
          there.push(value);
          while (back.pop(value) === 0);
        }
        return 0;
      };
    },
    consumer: (memory) => {
      const there = new RingBuffer(memoryAt(memory, 0), Float64Array);
      const back = new RingBuffer(memoryAt(memory, 1), Float64Array);
      const value = new Float64Array(1);
      return (count) => {
        let wrong = 0;
        for (let next = 0; next < count; next += 1) {
          while (there.pop(value) === 0);
          if (value[0] !== next) wrong += 1;
          back.push(value);
        }
        return wrong;
      };
    },
  };
}
