import { threadId } from 'node:worker_threads';

const NANOS_PER_MILLI = 1e6;

/** Computes for so many milliseconds and returns when it ended, on the clock that all threads of a process share. */
export function computeFor(durationMs: number): number {
  const end = sharedNowNanos() + durationMs * NANOS_PER_MILLI;
  let now = sharedNowNanos();
  while (now < end) now = sharedNowNanos();
  return now;
}

/** Sleeps for so many milliseconds, so that no other task comes to this worker meanwhile, and returns which thread it is. */
export function threadAfter(durationMs: number): number {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
  return threadId;
}

/** Nanoseconds since some moment that is the same for all threads; exact as a number for a hundred days. */
export function sharedNowNanos(): number {
  return Number(process.hrtime.bigint());
}
