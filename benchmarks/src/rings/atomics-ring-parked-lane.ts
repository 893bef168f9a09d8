import type { RingConsumer as Consumer } from 'atomics-ring';
import { importOurs } from '../build-under-test.js';
import type { Lane } from './lane.js';
import { memoryAt } from './lane.js';
import { NumberedRecord } from './numbered-record.js';

const { createRing, RingConsumer, RingProducer } = await importOurs('atomics-ring');

const RECORD_BYTES = 16;

/** Longer than a waiting consumer looks before it sleeps, so that every request finds the other thread asleep. */
const PAUSE_MS = 0.15;

/** A request to a sleeping thread and its answer; both sides wait as a program would, by `waitSync`. */
export const parkedRoundTripLane: Lane = {
  allocate: () => [0, 1].map(() => createRing({ capacityBytes: 4_096 }).buffer),
  producer: (memory) => {
    const there = new RingProducer(memoryAt(memory, 0));
    const back = new RingConsumer(memoryAt(memory, 1));
    const record = new NumberedRecord(RECORD_BYTES, RECORD_BYTES);
    return (count) => {
      let pausedMs = 0;
      for (let next = 0; next < count; next += 1) {
        pausedMs += pause();
        record.write(0, next);
        there.tryPush(record.bytes);
        receive(back);
      }
      return pausedMs;
    };
  },
  consumer: (memory) => {
    const there = new RingConsumer(memoryAt(memory, 0));
    const back = new RingProducer(memoryAt(memory, 1));
    return (count) => {
      let wrong = 0;
      for (let next = 0; next < count; next += 1) {
        const record = receive(there);
        if (new DataView(record.buffer).getInt32(0, true) !== next) wrong += 1;
        back.tryPush(record);
      }
      return wrong;
    };
  },
};

function receive(ring: Consumer): Uint8Array {
  for (;;) {
    const record = ring.tryPop();
    if (record !== undefined) return record;
    ring.waitSync();
  }
}

/** Keeps this thread awake for a while and returns how long it took. */
function pause(): number {
  const startedAt = performance.now();
  let elapsedMs = 0;
  while (elapsedMs < PAUSE_MS) elapsedMs = performance.now() - startedAt;
  return elapsedMs;
}
