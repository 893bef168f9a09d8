/** Sends 1, 2, 3 … in batches of all sizes, and some one by one. */
import { workerData } from 'node:worker_threads';
import { NumberProducer } from '../../../src/index.js';

const { buffer, count } = workerData as { readonly buffer: SharedArrayBuffer; readonly count: number };
const producer = new NumberProducer(buffer);
const batch = new Float64Array(64);
for (let sent = 0; sent < count;) {
  const size = Math.min(count - sent, 1 + (Math.imul(sent + 1, 0x9e3779b1) >>> 26));
  for (let index = 0; index < size; index += 1) batch[index] = sent + index + 1;
  const pushed = size === 1 ? 0 : producer.tryPushMany(batch, 0, size);
  if (pushed === 0) producer.pushSync(sent + 1);
  sent += Math.max(1, pushed);
}
producer.close();
