/**
 * Meeting points in shared memory: the words of a `flags` array are counted up by one side and waited for by the other. Cases and the tasks they run both use them, so that
 * the order of events is known without looking at a clock.
 */
export const Flag = {
  /** How many tasks have started. */
  Started: 0,
  /** Not 0 once tasks that hold may end. */
  Released: 1,
  /** For what else a case has to count. */
  Other: 2,
} as const;

/** `Atomics.waitAsync`, which the library of the language version we compile for does not know yet. */
type WaitAsync = (
  words: Int32Array,
  index: number,
  value: number,
) => { readonly async: true; readonly value: Promise<unknown> } | { readonly async: false };
const { waitAsync } = Atomics as unknown as { waitAsync: WaitAsync };

export function createFlags(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(Flag).length));
}

/** How often a flag was raised. */
export function raisedCount(flags: Int32Array, index: number = Flag.Started): number {
  return Atomics.load(flags, index);
}

/** Raises a flag once more, and gives how often it has been. */
export function raise(flags: Int32Array, index: number = Flag.Started): number {
  const count = Atomics.add(flags, index, 1) + 1;
  Atomics.notify(flags, index);
  return count;
}

/** Resolves when a flag has been raised `count` times; lets its thread do other things. */
export async function raised(flags: Int32Array, index: number, count: number = 1): Promise<void> {
  for (let seen = raisedCount(flags, index); seen < count; seen = raisedCount(flags, index)) {
    const wait = waitAsync(flags, index, seen);
    if (wait.async) await wait.value;
  }
}

/** Blocks its thread until a flag has been raised `count` times. */
export function raisedSync(flags: Int32Array, index: number, count: number = 1): void {
  for (let seen = raisedCount(flags, index); seen < count; seen = raisedCount(flags, index)) {
    Atomics.wait(flags, index, seen);
  }
}
