/** Sends a record for each message it gets. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingProducer } from '../../../src/index.js';

const { buffer } = workerData as { readonly buffer: SharedArrayBuffer };
const producer = new RingProducer(buffer);
parentPort!.on('message', () => producer.pushSync(Uint8Array.of(1)));
