/** For each record waits in its event loop for a moment, says that it is about to block, and blocks. Ends with the ring. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingConsumer } from '../../../src/index.js';

const { buffer } = workerData as { readonly buffer: SharedArrayBuffer };
const consumer = new RingConsumer(buffer);
do {
  await consumer.wait(1);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
  parentPort!.postMessage('blocks');
  consumer.waitSync();
} while (consumer.tryPop() !== undefined);
