/** Stages and publishes numbered records for ever, noting after each how many are complete; it does not end by itself. */
import { workerData } from 'node:worker_threads';
import { RingProducer } from '../../../src/index.js';
import { lengthOf, LONGEST_BYTES } from './numbered-record.js';

interface Data {
  readonly buffer: SharedArrayBuffer;
  readonly completed: Int32Array;
  /** Records are published by so many. */
  readonly batch: number;
  /** Whether each is staged at full length first and cut down once it is filled. */
  readonly shrinks: boolean;
  /** A bug to be caught: the stamp comes before the payload, a good while before it. */
  readonly stampsFirst: boolean;
}

const { buffer, completed, batch, shrinks, stampsFirst } = workerData as Data;
const producer = new RingProducer(buffer);

for (let number = 0; ; number = (number + 1) | 0) {
  const length = lengthOf(number);
  let offset = producer.reserve(shrinks ? LONGEST_BYTES : length);
  while (offset < 0) {
    producer.publish();
    producer.wakeConsumer();
    producer.waitForRoomSync(LONGEST_BYTES);
    offset = producer.reserve(shrinks ? LONGEST_BYTES : length);
  }
  if (stampsFirst) {
    producer.stage();
    for (let moment = 0; moment < 1000; moment += 1) Atomics.load(completed, 0);
  }
  for (let place = 0; place < length; place += 4) producer.view.setInt32(offset + place, number, true);
  if (!stampsFirst) producer.stage();
  if (shrinks) producer.shrink(length);
  Atomics.store(completed, 0, number + 1);
  if (number % batch === 0) {
    producer.publish();
    producer.wakeConsumer();
  }
}
