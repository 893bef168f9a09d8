/**
 * What became of every task of a round, counted in shared memory by those who saw it: the task itself counts its starts and its ends, the caller's
 * thread counts what was settled. The pool takes no part in it.
 */

/** How a task was settled. The numbers are columns of the ledger. */
export const Settled = {
  /** With the value that it should have. */
  Value: 6,
  /** With what it threw. */
  Thrown: 7,
  /** `WorkerLostError`. */
  Lost: 8,
  Aborted: 9,
  TimedOut: 10,
  Terminated: 11,
  /** Not taken: the pool was closed, or its queue full. */
  Refused: 12,
  /** Within a job that told of another item's failure instead. */
  Hidden: 13,
  /** Within a job whose caller went away, or that stopped at its first failure: it may have run or not. */
  Dropped: 14,
  /** With a value that is wrong, or an error that no task throws. */
  Wrong: 15,
} as const;
export type Settled = (typeof Settled)[keyof typeof Settled];

export const SETTLED_NAMES: ReadonlyMap<Settled, string> = new Map(
  Object.entries(Settled).map(([name, column]) => [column, name]),
);

const FATE = 0;
const STARTED = 1;
const FINISHED = 2;
/** The lives of the workers that started it first, second and later, each plus one; 0 where it was not. */
const LIVES_OF_TASK = 3;
const RECORDED_STARTS = 3;
const COLUMNS = 16;

/** Words before the tasks: how many workers have come to life, how many initializers have begun, how many settlements there were. */
const LIFE_COUNT = 0;
const INITIALIZER_COUNT = 1;
const SETTLEMENT_COUNT = 2;
const DEATHS = 3;
const MOST_LIVES = 16_384;
const FIRST_TASK = DEATHS + MOST_LIVES;

/** A view of the shared memory of one round: one in every worker, and one on the thread that submits. */
export class Ledger {
  readonly buffer: SharedArrayBuffer;
  readonly tasks: number;
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.tasks = (this.#words.length - FIRST_TASK) / COLUMNS;
  }

  /** An empty ledger of so many tasks. */
  static create(tasks: number): Ledger {
    return new Ledger(new SharedArrayBuffer(4 * (FIRST_TASK + COLUMNS * tasks)));
  }

  /** Says what is to become of a task; before it is submitted. */
  setFate(task: number, fate: number): void {
    this.#words[this.#place(task, FATE)] = fate;
  }

  fateOf(task: number): number {
    return this.#words[this.#place(task, FATE)]!;
  }

  /** Called once in each worker: the number of its life. */
  beginLife(): number {
    const life = Atomics.add(this.#words, LIFE_COUNT, 1);
    if (life >= MOST_LIVES) throw new RangeError(`Expected at most ${MOST_LIVES} workers in a round, got one more.`);
    return life;
  }

  /** Called by a worker that is about to die by its own hand. */
  markDeath(life: number): void {
    Atomics.store(this.#words, DEATHS + life, 1);
  }

  isMarkedDead(life: number): boolean {
    return Atomics.load(this.#words, DEATHS + life) !== 0;
  }

  get lives(): number {
    return Atomics.load(this.#words, LIFE_COUNT);
  }

  /** Workers that died by their own hand. */
  get deaths(): number {
    let deaths = 0;
    for (let life = 0; life < this.lives; life += 1) if (this.isMarkedDead(life)) deaths += 1;
    return deaths;
  }

  /** The number of an initializer that begins, from 0. */
  beginInitializer(): number {
    return Atomics.add(this.#words, INITIALIZER_COUNT, 1);
  }

  /** Called by a task, first of all. Returns how often it was started before. */
  start(task: number, life: number): number {
    const before = Atomics.add(this.#words, this.#place(task, STARTED), 1);
    Atomics.store(this.#words, this.#place(task, LIVES_OF_TASK) + Math.min(before, RECORDED_STARTS - 1), life + 1);
    return before;
  }

  /** Called by a task, last of all. */
  finish(task: number): void {
    Atomics.add(this.#words, this.#place(task, FINISHED), 1);
  }

  startsOf(task: number): number {
    return Atomics.load(this.#words, this.#place(task, STARTED));
  }

  finishesOf(task: number): number {
    return Atomics.load(this.#words, this.#place(task, FINISHED));
  }

  /** The lives that started a task, in that order; of many starts the first ones and the last. */
  livesOf(task: number): number[] {
    const place = this.#place(task, LIVES_OF_TASK);
    return [...this.#words.subarray(place, place + RECORDED_STARTS)].filter((life) => life > 0).map((life) => life - 1);
  }

  /** Called on the thread that submitted the task, whenever it is told of it. */
  settle(task: number, how: Settled): void {
    Atomics.add(this.#words, this.#place(task, how), 1);
    Atomics.add(this.#words, SETTLEMENT_COUNT, 1);
  }

  settlementsOf(task: number, how: Settled): number {
    return Atomics.load(this.#words, this.#place(task, how));
  }

  /** How a task was settled; `undefined` when it was not. */
  outcomeOf(task: number): Settled | undefined {
    for (const how of Object.values(Settled)) if (this.settlementsOf(task, how) > 0) return how;
    return undefined;
  }

  /** Settlements of all tasks. */
  get settlements(): number {
    return Atomics.load(this.#words, SETTLEMENT_COUNT);
  }

  #place(task: number, column: number): number {
    if (task < 0 || task >= this.tasks) throw new RangeError(`Expected a task below ${this.tasks}, got ${task}.`);
    return FIRST_TASK + task * COLUMNS + column;
  }
}
