import { taskOf } from './answer.js';
import { Settled } from './ledger.js';
import type { JobPlan } from './plan.js';
import { describe, type Settling, taskIndexOf } from './settling.js';

/** An iterator that goes on failing without saying for which item would be read for ever. */
const MOST_ENDINGS = 3;

/** One reader of an `imap`. */
export class Reading {
  readonly #job: JobPlan;
  readonly #shared: Int32Array;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #settling: Settling;
  readonly #say: (fault: string) => void;
  readonly #seen = new Set<number>();
  #given = 0;
  /** What the iterator said of items that it did not give: undefined while nothing. */
  #ending: Settled | undefined;
  #endings = 0;

  constructor(
    job: JobPlan,
    shared: Int32Array,
    iterator: AsyncIterator<unknown>,
    settling: Settling,
    say: (fault: string) => void,
  ) {
    this.#job = job;
    this.#shared = shared;
    this.#iterator = iterator;
    this.#settling = settling;
    this.#say = say;
  }

  async read(): Promise<void> {
    while (await this.#readOne());
    if (this.#ending !== undefined) this.#settling.rest(this.#job, this.#seen, this.#ending);
  }

  /** False when there is nothing more to read. */
  async #readOne(): Promise<boolean> {
    if (this.#given === this.#job.leavesAfter) {
      await this.#iterator.return?.();
      this.#ending = Settled.Dropped;
      return false;
    }
    try {
      const step = await this.#iterator.next();
      if (step.done !== true) this.#take(step.value);
      return step.done !== true;
    } catch (error) {
      return this.#fail(error);
    }
  }

  #take(value: unknown): void {
    const task = this.#job.kind === 'imap' ? this.#job.firstTask + this.#given : taskOf(value);
    this.#given += 1;
    if (task === undefined || !this.#isMine(task))
      return this.#say(`${this.#job.kind} gave a result of no task of its`);
    this.#seen.add(task);
    this.#settling.value(this.#job, this.#shared, task, value);
  }

  #fail(error: unknown): boolean {
    const index = taskIndexOf(error);
    if (index === undefined) {
      this.#ending = this.#settling.kindOfWhole(error);
      if (this.#ending === Settled.Wrong) this.#say(`${this.#job.kind} failed with ${describe(error)}`);
      this.#endings += 1;
      return this.#endings < MOST_ENDINGS;
    }
    if (this.#job.kind === 'imap' && index !== this.#given)
      this.#say(`imap told of item ${index} in the place of item ${this.#given}`);
    this.#given += 1;
    this.#seen.add(this.#job.firstTask + index);
    this.#settling.failure(this.#job, this.#job.firstTask + index, error);
    return true;
  }

  #isMine(task: number): boolean {
    return task >= this.#job.firstTask && task < this.#job.firstTask + this.#job.count;
  }
}
