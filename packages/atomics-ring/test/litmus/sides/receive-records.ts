/** Receives numbered records until the ring is closed, one by one, and posts what came of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingConsumer } from '../../../src/index.js';
import { countingVisitor, noOutcomes } from './numbered-record.js';

const { buffer } = workerData as { readonly buffer: SharedArrayBuffer };
const consumer = new RingConsumer(buffer);
const outcomes = noOutcomes();
const visit = countingVisitor(outcomes);
while (consumer.waitSync() === 'ready') {
  const record = consumer.tryPop();
  if (record !== undefined) visit(new DataView(record.buffer), 0, record.length);
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
parentPort!.postMessage(outcomes);
