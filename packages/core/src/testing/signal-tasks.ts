/** Tasks that look at their signal: apart from the others, because `ringpool/worker` is ringpool's own. */
import { threadId } from 'node:worker_threads';
import { taskSignal } from '../worker-thread.js';
import { Flag, raise } from './flags.js';

export const square = (x: number): number => x * x;
export const thread = (): number => threadId;
export const isAborted = (): boolean => taskSignal().aborted;

/** Looks without awaiting, and returns when it is told to end. */
export function loopUntilAborted(flags: Int32Array): string {
  const signal = taskSignal();
  raise(flags);
  while (!signal.aborted);
  raise(flags, Flag.Other);
  return 'ended';
}

/** Looks without awaiting, and throws when it is told to end. */
export function throwWhenAborted(flags: Int32Array): never {
  const signal = taskSignal();
  raise(flags);
  try {
    for (;;) signal.throwIfAborted();
  } finally {
    raise(flags, Flag.Other);
  }
}

/** Listens while it awaits. */
export async function awaitAbort(flags: Int32Array): Promise<string> {
  const signal = taskSignal();
  const fired = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  raise(flags);
  await fired;
  raise(flags, Flag.Other);
  return 'ended';
}
