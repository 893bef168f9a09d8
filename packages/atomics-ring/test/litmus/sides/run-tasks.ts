/** Claims tasks and runs them: each adds 1 to its own word. Ends at the task −1, if it is not killed before. */
import { workerData } from 'node:worker_threads';
import { ClaimingConsumer, Doorbell, RingProducer } from '../../../src/index.js';

interface Data {
  readonly inRing: SharedArrayBuffer;
  readonly outRing: SharedArrayBuffer;
  readonly bell: Int32Array;
  /** How often each task ran, anywhere. */
  readonly runs: Int32Array;
  readonly limit: number;
}

const { inRing, outRing, bell, runs, limit } = workerData as Data;
const tasks = new ClaimingConsumer(inRing);
const results = new RingProducer(outRing);
const main = new Doorbell(bell, 0);
const END = -1;
let isOver = false;

function run(task: number): void {
  if (task === END) {
    isOver = true;
    return;
  }
  Atomics.add(runs, task, 1);
  let offset = results.reserve(4);
  while (offset < 0) {
    results.publish();
    main.ring();
    results.waitForRoomSync(4);
    offset = results.reserve(4);
  }
  results.view.setInt32(offset, task, true);
  results.stage();
}

while (!isOver) {
  const outcome = tasks.claim(limit);
  if (outcome === 'empty') {
    tasks.sleepSync();
    continue;
  }
  for (let offset = tasks.nextRecord(); offset >= 0; offset = tasks.nextRecord()) {
    tasks.markStarted();
    run(tasks.view.getInt32(offset, true));
  }
  if (outcome === 'batch') tasks.release();
  results.publish();
  main.ring();
}
