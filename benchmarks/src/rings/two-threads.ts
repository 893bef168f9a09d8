import { Worker } from 'node:worker_threads';
import { WrongResultError } from '../verify.js';
import type { LaneName } from './lane.js';
import { laneOf } from './implementations.js';

/** Words of the memory by which the two threads agree on a run. */
export const Control = { RunStarted: 0, RunEnded: 1, Count: 2, Wrong: 3, Length: 4 } as const;

/** What the receiving thread is started with. */
export interface ReceiverData {
  readonly contender: string;
  readonly setting: string;
  readonly lane: LaneName;
  readonly memory: readonly SharedArrayBuffer[];
  readonly control: Int32Array;
}

export interface RunLengths {
  /** Values sent in the first run, which warms up and never counts. */
  readonly firstCount: number;
  /** Each next run is four times as long, until one takes this long: that one counts. */
  readonly targetMs: number;
}

const GROWTH = 4;

/** Sends values from this thread to another, and returns how many arrived per second of the last run. */
export async function transfersPerSecond(
  contender: string,
  setting: string,
  laneName: LaneName,
  { firstCount, targetMs }: RunLengths,
): Promise<number> {
  const lane = laneOf(contender, setting, laneName);
  const memory = lane.allocate();
  const control = new Int32Array(new SharedArrayBuffer(Control.Length * Int32Array.BYTES_PER_ELEMENT));
  const workerData: ReceiverData = { contender, setting, lane: laneName, memory, control };
  const receiver = new Worker(new URL('./receiver.js', import.meta.url), { workerData });
  const send = lane.producer(memory);
  timeRun(send, control, firstCount);
  for (let count = firstCount * GROWTH; ; count *= GROWTH) {
    const elapsedMs = timeRun(send, control, count);
    if (elapsedMs < targetMs) continue;
    await receiver.terminate();
    return (count * 1000) / elapsedMs;
  }
}

/** One run of `count` values: milliseconds from the first that is sent to the moment the last was checked. */
function timeRun(send: (count: number) => number, control: Int32Array, count: number): number {
  Atomics.store(control, Control.Count, count);
  Atomics.add(control, Control.RunStarted, 1);
  Atomics.notify(control, Control.RunStarted);
  const startedAt = performance.now();
  const idleMs = send(count);
  while (Atomics.load(control, Control.RunEnded) !== Atomics.load(control, Control.RunStarted));
  const elapsedMs = performance.now() - startedAt - idleMs;
  const wrong = Atomics.load(control, Control.Wrong);
  if (wrong > 0) throw new WrongResultError(`Expected ${count} values in their order, got ${wrong} wrong ones.`);
  return elapsedMs;
}
