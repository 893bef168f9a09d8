/** Sends numbered records, blocking while there is no room. */
import { workerData } from 'node:worker_threads';
import { RingProducer } from '../../../src/index.js';
import { numberedRecord } from './numbered-record.js';

const { buffer, count } = workerData as { readonly buffer: SharedArrayBuffer; readonly count: number };
const producer = new RingProducer(buffer);
for (let number = 0; number < count; number += 1) producer.pushSync(numberedRecord(number));
producer.close();
