import type { CostMeter } from './costs.js';
import { checkAddOne, checkSum } from './verify.js';

/** How often a finished task looks at the clock: a look costs a tenth of the fastest task. */
const TASKS_BETWEEN_LOOKS = 32;

export interface ChainPlan {
  /** Tasks open at any moment. */
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/**
 * Keeps `inFlight` tasks open and returns how many were completed per second of the measured stretch.
 *
 * Each chain is an async function that awaits a task, checks its result and submits the next: what a program with that
 * many callers does. Windows of `Promise.all` would run dry at the end of each window, which punishes whoever needs
 * longest to get going again; `then` callbacks would be cheaper by some nanoseconds, but nobody writes them. All
 * contenders, the limit without threads included, are driven by these very lines. The measured stretch lies inside the
 * running stream, so neither filling nor draining counts; it is the stretch that `meter` is shown.
 */
export async function driveChains(
  addOne: (x: number) => PromiseLike<number>,
  plan: ChainPlan,
  meter?: CostMeter,
): Promise<number> {
  const stretch = new Stretch(plan, meter);
  let next = 0;
  let sum = 0;
  async function chain(): Promise<void> {
    while (!stretch.isOver) {
      const x = next;
      next += 1;
      const result = await addOne(x);
      if (result !== x + 1) checkAddOne(x, result);
      sum += result;
      stretch.countTask();
    }
  }
  await Promise.all(Array.from({ length: plan.inFlight }, chain));
  checkSum(next, sum);
  return stretch.tasksPerSecond;
}

/** The stretch of time whose tasks count: it begins after the warm-up, and both ends fall on a completed task. */
export class Stretch {
  isOver = false;
  readonly #plan: ChainPlan;
  readonly #meter: CostMeter | undefined;
  #completed = 0;
  #completedBefore = 0;
  #startedAt: number;
  #isWarm = false;
  #measuredMs = 0;

  constructor(plan: ChainPlan, meter: CostMeter | undefined) {
    this.#plan = plan;
    this.#meter = meter;
    this.#startedAt = performance.now();
  }

  get tasksPerSecond(): number {
    return ((this.#completed - this.#completedBefore) * 1000) / this.#measuredMs;
  }

  countTask(): void {
    if (this.isOver) return;
    this.#completed += 1;
    if (this.#completed % TASKS_BETWEEN_LOOKS === 0) this.#look(performance.now());
  }

  #look(now: number): void {
    const elapsedMs = now - this.#startedAt;
    if (this.#isWarm) {
      this.#measuredMs = elapsedMs;
      if (elapsedMs >= this.#plan.measuredMs) this.#end();
    } else if (elapsedMs >= this.#plan.warmUpMs) {
      this.#begin();
    }
  }

  #begin(): void {
    this.#isWarm = true;
    this.#completedBefore = this.#completed;
    this.#meter?.start();
    this.#startedAt = performance.now();
  }

  #end(): void {
    this.isOver = true;
    this.#meter?.stop();
    this.#meter?.countTasks(this.#completed - this.#completedBefore);
  }
}
