import type { ControlWriter } from '../transport/control-block.js';
import { type AbortWatch, TaskRun } from './task-run.js';

/** The lanes of the control block: says which watched item runs in which, and brings the aborts of the main thread to its signal. */
export class Lanes implements AbortWatch {
  readonly #control: ControlWriter;
  /** What runs in each lane. */
  readonly #runs: (TaskRun | undefined)[] = [];
  /** Whether a wait on the lane's abort word is pending: it cannot be cancelled, so an unused one serves the next run. */
  readonly #isWaiting: boolean[] = [];

  constructor(control: ControlWriter) {
    this.#control = control;
  }

  /** Whether the record at this position is to end after the items that run. */
  isStopped(startPosition: number): boolean {
    return this.#control.isStopped(startPosition);
  }

  /** Item `item` of the record at `startPosition` is about to run in a free lane. */
  begin(lane: number, startPosition: number, item: number): TaskRun {
    const run = new TaskRun(this, lane, this.#control.begin(lane, startPosition, item));
    this.#runs[lane] = run;
    return run;
  }

  /** The result of the run is staged. */
  end(run: TaskRun): void {
    run.end();
    this.#runs[run.lane] = undefined;
    this.#control.end(run.lane);
  }

  isAborted(run: TaskRun): boolean {
    return this.#control.isAborted(run.lane, run.serial);
  }

  watch(run: TaskRun): void {
    if (this.#isWaiting[run.lane] === true) run.look();
    else void this.#waitIn(run.lane);
  }

  /** Waits for as long as the lane's run has a signal that may fire; one that ends leaves the wait to its successor. */
  async #waitIn(lane: number): Promise<void> {
    this.#isWaiting[lane] = true;
    while (this.#runs[lane]?.isListening === true) {
      // The wait first, then the look: what is written between them is seen by one or the other.
      const woken = this.#control.whenAborted(lane);
      this.#runs[lane]?.look();
      await woken;
      this.#runs[lane]?.look();
    }
    this.#isWaiting[lane] = false;
  }
}
