import { importOurs } from '../build-under-test.js';
import type { Lane, Lanes } from './lane.js';
import { BATCH_LENGTH, memoryAt, NUMBER_SLOTS } from './lane.js';

const { createNumberRing, NumberConsumer, NumberProducer } = await importOurs('atomics-ring');

const singleLane: Lane = {
  allocate: () => [createNumberRing({ slots: NUMBER_SLOTS }).buffer],
  producer: (memory) => {
    const ring = new NumberProducer(memoryAt(memory, 0));
    return (count) => {
      for (let next = 0; next < count; next += 1) while (!ring.tryPush(next));
      return 0;
    };
  },
  consumer: (memory) => {
    const ring = new NumberConsumer(memoryAt(memory, 0));
    return (count) => {
      let wrong = 0;
      for (let next = 0; next < count;) {
        const value = ring.tryPop();
        if (value === undefined) continue;
        if (value !== next) wrong += 1;
        next += 1;
      }
      return wrong;
    };
  },
};

/** Copies whole arrays in and out. */
const batchLane: Lane = {
  allocate: singleLane.allocate,
  producer: (memory) => {
    const ring = new NumberProducer(memoryAt(memory, 0));
    const batch = new Float64Array(BATCH_LENGTH);
    return (count) => {
      for (let next = 0; next < count; next += BATCH_LENGTH) {
        for (let index = 0; index < BATCH_LENGTH; index += 1) batch[index] = next + index;
        for (let pushed = 0; pushed < BATCH_LENGTH;) pushed += ring.tryPushMany(batch, pushed);
      }
      return 0;
    };
  },
  consumer: (memory) => {
    const ring = new NumberConsumer(memoryAt(memory, 0));
    const batch = new Float64Array(BATCH_LENGTH);
    return (count) => {
      let wrong = 0;
      for (let next = 0; next < count;) {
        const taken = ring.popInto(batch);
        for (let index = 0; index < taken; index += 1) if (batch[index] !== next + index) wrong += 1;
        next += taken;
      }
      return wrong;
    };
  },
};

/** Writes number by number, publishes 64 at once, and visits them in place: no array on either side. */
const stagedLane: Lane = {
  allocate: singleLane.allocate,
  producer: (memory) => {
    const ring = new NumberProducer(memoryAt(memory, 0));
    return (count) => {
      for (let next = 0; next < count; next += 1) {
        while (!ring.stage(next)) ring.publish();
        if ((next + 1) % BATCH_LENGTH !== 0) continue;
        ring.publish();
        ring.wakeConsumer();
      }
      return 0;
    };
  },
  consumer: (memory) => {
    const ring = new NumberConsumer(memoryAt(memory, 0));
    let next = 0;
    let wrong = 0;
    const visit = (value: number): void => {
      if (value !== next) wrong += 1;
      next += 1;
    };
    return (count) => {
      next = 0;
      wrong = 0;
      for (let taken = 0; taken < count;) taken += ring.drain(visit, BATCH_LENGTH);
      return wrong;
    };
  },
};

const roundTripLane: Lane = {
  allocate: () => [0, 1].map(() => createNumberRing({ slots: NUMBER_SLOTS }).buffer),
  producer: (memory) => {
    const there = new NumberProducer(memoryAt(memory, 0));
    const back = new NumberConsumer(memoryAt(memory, 1));
    return (count) => {
      for (let next = 0; next < count; next += 1) {
        there.tryPush(next);
        while (back.tryPop() === undefined);
      }
      return 0;
    };
  },
  consumer: (memory) => {
    const there = new NumberConsumer(memoryAt(memory, 0));
    const back = new NumberProducer(memoryAt(memory, 1));
    return (count) => {
      let wrong = 0;
      for (let next = 0; next < count; next += 1) {
        let value = there.tryPop();
        while (value === undefined) value = there.tryPop();
        if (value !== next) wrong += 1;
        back.tryPush(value);
      }
      return wrong;
    };
  },
};

export const numberLanes: Lanes = {
  'numbers, one by one': singleLane,
  'numbers, in batches of 64': batchLane,
  'round trip, spinning': roundTripLane,
};

export const stagedNumberLanes: Lanes = { 'numbers, in batches of 64': stagedLane };
