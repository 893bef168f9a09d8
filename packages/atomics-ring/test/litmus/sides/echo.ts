/** Sends back what it receives, sleeping in between, until the ring is closed. */
import { workerData } from 'node:worker_threads';
import { RingConsumer, RingProducer } from '../../../src/index.js';

const { there, back } = workerData as { readonly there: SharedArrayBuffer; readonly back: SharedArrayBuffer };
const consumer = new RingConsumer(there);
const producer = new RingProducer(back);
while (consumer.waitSync() === 'ready') {
  for (let record = consumer.tryPop(); record !== undefined; record = consumer.tryPop()) producer.pushSync(record);
}
