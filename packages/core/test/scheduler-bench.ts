/** A scheduler on the bench, and what its workers hold. */
import { Scheduler } from '../src/scheduler.ts';

export const TINY = 100;
export const LONG = 50_000_000;

/** Functions that are not measured, unless the test does it. */
export const SQUARE = 0;
export const NORM = 1;
/** A function whose calls take a nanosecond each: so many items of it are so much work. */
export const NANO = 2;

/** Slots of the records that each worker holds, oldest first. */
export let held: number[][];
let nextSlot: number;

/** A new scheduler, whose workers hold nothing. */
export function makeScheduler(workers: number, concurrency?: number, processors?: number): Scheduler {
  held = Array.from({ length: workers }, () => []);
  nextSlot = 0;
  const scheduler = new Scheduler(workers, concurrency, processors);
  scheduler.observe(NANO, 1);
  return scheduler;
}

export function addReady(scheduler: Scheduler, worker: number): void {
  scheduler.workerAdded(worker);
  scheduler.workerReady(worker);
}

/** A record of so many calls of a function goes to a worker. */
export function dispatch(scheduler: Scheduler, worker: number, items: number, functionId = NANO): void {
  scheduler.dispatched(worker, nextSlot, functionId, items);
  held[worker]!.push(nextSlot);
  nextSlot += 1;
}

/** The oldest record that a worker holds is done. */
export function finish(scheduler: Scheduler, worker: number): void {
  scheduler.finished(worker, held[worker]!.shift()!);
}
