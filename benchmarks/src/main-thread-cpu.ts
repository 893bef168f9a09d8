import { readFileSync } from 'node:fs';

/** On Linux the thread with the process's own id is the main thread; the first number is its time on a processor in nanoseconds. */
const SCHEDULER_FILE = `/proc/self/task/${process.pid}/schedstat`;

interface ThreadClock {
  /** From Node 23.9 on. */
  threadCpuUsage?(): { readonly user: number; readonly system: number };
}

/**
 * CPU time that the main thread has had so far, in microseconds; `undefined` where neither Node nor the system tells. Linux counts what a thread
 * runs without a pause at its next tick only: up to some milliseconds late.
 */
export function mainThreadCpuUs(): number | undefined {
  const usage = (process as ThreadClock).threadCpuUsage?.();
  if (usage !== undefined) return usage.user + usage.system;
  try {
    return schedulerCpuUs(readFileSync(SCHEDULER_FILE, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reads what Linux says of a thread: nanoseconds on a processor, nanoseconds of waiting for one, time slices. */
export function schedulerCpuUs(text: string): number {
  const [nanos] = text.split(' ');
  const micros = Number(nanos) / 1000;
  if (nanos === '' || !Number.isFinite(micros)) {
    throw new TypeError(`Expected three numbers about a thread, got ${JSON.stringify(text)}.`);
  }
  return micros;
}
