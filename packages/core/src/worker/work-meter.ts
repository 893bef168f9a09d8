import { type ControlWriter, toSharedClock } from '../transport/control-block.js';

/** Adds up the time the worker spends on tasks, and tells it where the main thread can read it. Reads no clock itself. */
export class WorkMeter {
  readonly #control: ControlWriter;
  #busyMs = 0;
  /** Until when the time is counted; 0: the worker has nothing to do. */
  #countedUntil = 0;

  /** Whether the main thread knows that the worker is busy. It must, before a task starts that may run for long. */
  isToldBusy = false;

  constructor(control: ControlWriter) {
    this.#control = control;
  }

  /** Counts the time up to now; or begins to count, when the worker had nothing to do. */
  count(time: number): void {
    if (this.#countedUntil !== 0) this.#busyMs += time - this.#countedUntil;
    this.#countedUntil = time;
  }

  /** From here on there is nothing to do. The main thread is not told: something may come soon. */
  pause(): void {
    this.#countedUntil = 0;
  }

  tell(itemsDone: number): void {
    const since = this.#countedUntil;
    this.isToldBusy = since !== 0;
    this.#control.progress(itemsDone, this.#busyMs, since === 0 ? 0 : toSharedClock(since));
  }
}
