import { setImmediate as nextTurn } from 'node:timers/promises';

/** Gets a task's place in the row and the moment at which it was to arrive, by `performance.now()`; settles when the task is done. */
export type ArrivingTask = (index: number, dueAtMs: number) => Promise<void>;

/**
 * Submits each task when its time has come, whatever became of those before it, and resolves when all are done. A task whose
 * time passed while the thread was busy is submitted late, but it was due when it was due: who measures from there sees what a
 * caller sees who does not wait for the pool's convenience. To measure from the submission would leave out
 * just the stretches in which nothing went.
 */
export async function runArrivals(timesMs: Float64Array, run: ArrivingTask): Promise<void> {
  const startedAt = performance.now();
  const tasks: Promise<void>[] = [];
  while (tasks.length < timesMs.length) {
    submitDue(timesMs, tasks, startedAt, run);
    await nextTurn();
  }
  await Promise.all(tasks);
}

function submitDue(timesMs: Float64Array, tasks: Promise<void>[], startedAt: number, run: ArrivingTask): void {
  const elapsedMs = performance.now() - startedAt;
  for (let index = tasks.length; (timesMs[index] ?? Infinity) <= elapsedMs; index += 1) {
    const task = run(index, startedAt + (timesMs[index] ?? 0));
    // An error is met when all have been submitted, in `runArrivals`; until then nobody looks.
    task.catch(() => undefined);
    tasks.push(task);
  }
}
