/** Receives numbered records by `for await` until the ring is closed, and posts what came of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingConsumer } from '../../../src/index.js';
import { countingVisitor, noOutcomes } from './numbered-record.js';

const { buffer } = workerData as { readonly buffer: SharedArrayBuffer };
const outcomes = noOutcomes();
const visit = countingVisitor(outcomes);
const keepAlive = setInterval(() => {}, 60_000);
for await (const record of new RingConsumer(buffer)) visit(new DataView(record.buffer), 0, record.length);
clearInterval(keepAlive);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
parentPort!.postMessage(outcomes);
