import type { TaskFunction } from './function-table.js';

const { apply } = Reflect;

/** Calls a function without a receiver. The short cases save the spread of an array, which costs more than a tiny task. */
export function run(task: TaskFunction, args: readonly unknown[]): unknown {
  switch (args.length) {
    case 0:
      return task();
    case 1:
      return task(args[0]);
    case 2:
      return task(args[0], args[1]);
    default:
      // No spread: it asks the array for its iterator, which a task could have replaced.
      return apply(task, undefined, args);
  }
}

/** Whether a result is to be waited for. Throws what a `then` getter throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}
