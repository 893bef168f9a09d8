/** The receiving thread of S10. It sleeps between runs, and says after each how many values were wrong. */
import { workerData } from 'node:worker_threads';
import { laneOf } from './implementations.js';
import type { ReceiverData } from './two-threads.js';
import { Control } from './two-threads.js';

const { contender, setting, lane, memory, control } = workerData as ReceiverData;
const receive = laneOf(contender, setting, lane).consumer(memory);

for (let run = 1; ; run += 1) {
  Atomics.wait(control, Control.RunStarted, run - 1);
  const wrong = receive(Atomics.load(control, Control.Count));
  Atomics.store(control, Control.Wrong, wrong);
  Atomics.store(control, Control.RunEnded, run);
}
