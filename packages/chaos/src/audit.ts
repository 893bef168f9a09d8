/**
 * Reads the ledger of a round that has ended. What it finds:
 *
 * - `lost`: a task that was never settled. `settledTwice`: one that was settled more than once.
 * - `ranTwice`: a task that was started more often than once, or `1 + retries` times, or again though the worker that had it lived on; one with
 *   a value that was not finished just once (where it was run again: at least once).
 * - `wrong`: a wrong value, or an error that nothing in the round can give.
 * - `unexplained`: an outcome that is neither the task's own, nor its caller's doing, nor the death of the worker that ran it.
 *
 * A worker's death explains the loss of a task that it had started and not finished, and of no other; of those a worker leaves at most as many
 * as it may have open. A worker that the pool stops from outside may also have marked a task as started and not run it, or have run
 * it and not told: each stop explains that for as many tasks as a worker may have open, and for no more.
 */
import { allowedOutcomes, mostStarts } from './allowed.js';
import { Fate, exitCodeOf, fateName, givesValue, needsStop } from './fate.js';
import { type Ledger, Settled, SETTLED_NAMES } from './ledger.js';
import type { JobPlan, RoundPlan } from './plan.js';
import type { LossReport } from './settling.js';

export type FaultKind = 'lost' | 'settledTwice' | 'ranTwice' | 'wrong' | 'unexplained';

export interface Fault {
  readonly kind: FaultKind;
  readonly text: string;
}

/** What a round showed besides its ledger. */
export interface Evidence {
  readonly plan: RoundPlan;
  readonly ledger: Ledger;
  readonly losses: ReadonlyMap<number, LossReport>;
  readonly toldOf: ReadonlyMap<JobPlan, number>;
}

/** All that is wrong with a round. */
export function audit(evidence: Evidence): Fault[] {
  return new Audit(evidence).run();
}

class Audit {
  readonly #plan: RoundPlan;
  readonly #ledger: Ledger;
  readonly #evidence: Evidence;
  readonly #faults: Fault[] = [];
  readonly #stopped = new Set<number>();
  /** Tasks that were lost though they had not run, or had finished: a stop from outside can do that. */
  readonly #strays: string[] = [];

  constructor(evidence: Evidence) {
    this.#plan = evidence.plan;
    this.#ledger = evidence.ledger;
    this.#evidence = evidence;
  }

  run(): Fault[] {
    this.#forEachTask((job, task) => this.#noteStop(job, task));
    this.#forEachTask((job, task) => this.#checkTask(job, task));
    this.#checkLives();
    for (const [job, index] of this.#evidence.toldOf) this.#checkToldOf(job, index);
    const most = this.#stopped.size * this.#concurrency;
    const strays = this.#strays.length;
    if (strays > most)
      this.#find(
        'unexplained',
        `${strays} tasks were lost outside of their run, and at most ${most} could be: ${this.#strays.slice(0, 3).join('; ')}`,
      );
    return this.#faults;
  }

  get #concurrency(): number {
    return this.#plan.pool.concurrency ?? 1;
  }

  /** A worker whose task was stopped from outside may have been ended for it. */
  #noteStop(job: JobPlan, task: number): void {
    const outcome = this.#ledger.outcomeOf(task);
    const isStopped = outcome === Settled.Aborted || outcome === Settled.TimedOut;
    const isHiddenStop = outcome !== undefined && job.stop !== 'none' && needsStop(this.#plan.fates[task]!);
    if (!isStopped && !isHiddenStop) return;
    for (const life of this.#ledger.livesOf(task)) this.#stopped.add(life);
  }

  #checkTask(job: JobPlan, task: number): void {
    const settlements = this.#settlements(task);
    if (settlements === 0) return this.#find('lost', this.#describe(job, task, 'was never settled'));
    if (settlements > 1) this.#find('settledTwice', this.#describe(job, task, `was settled ${settlements} times`));
    this.#checkStarts(job, task);
    const outcome = this.#ledger.outcomeOf(task)!;
    if (outcome === Settled.Wrong) this.#find('wrong', this.#describe(job, task, 'has a wrong outcome'));
    else if (!allowedOutcomes(this.#plan, job, task).has(outcome)) this.#checkInnocent(job, task, outcome);
    if (outcome === Settled.Lost) this.#checkLoss(job, task);
    if (outcome === Settled.Hidden) this.#checkHidden(job, task);
  }

  #settlements(task: number): number {
    let settlements = 0;
    for (const how of Object.values(Settled)) settlements += this.#ledger.settlementsOf(task, how);
    return settlements;
  }

  #checkStarts(job: JobPlan, task: number): void {
    const starts = this.#ledger.startsOf(task);
    const finishes = this.#ledger.finishesOf(task);
    const most = mostStarts(this.#plan.pool, job);
    if (starts > most) this.#find('ranTwice', this.#describe(job, task, `was started ${starts} times, not ${most}`));
    if (finishes > starts) this.#find('ranTwice', this.#describe(job, task, `ended ${finishes} times of ${starts}`));
    if (job.kind === 'broadcast') return;
    if (this.#ledger.outcomeOf(task) === Settled.Value) this.#checkFinished(job, task, starts, finishes);
    const earlier = this.#ledger.livesOf(task).slice(0, -1);
    if (starts > 1 && !earlier.every((life) => this.#isDead(life)))
      this.#find('ranTwice', this.#describe(job, task, 'was run again though its worker lived'));
  }

  #checkFinished(job: JobPlan, task: number, starts: number, finishes: number): void {
    if (finishes === 1 || (starts > 1 && finishes > 1)) return;
    this.#find('ranTwice', this.#describe(job, task, `has a value and ended ${finishes} times`));
  }

  /** A task that had no part in it was not settled as it should: the death of its worker may be why, and nothing else. */
  #checkInnocent(job: JobPlan, task: number, outcome: Settled): void {
    const isLost = outcome === Settled.Lost;
    // Each worker was to run it, and one is gone: which one, nobody wrote down.
    if (isLost && job.kind === 'broadcast' && this.#ledger.deaths + this.#stopped.size > 0) return;
    if (isLost && job.payload === 'moved' && this.#ledger.startsOf(task) === 0) return;
    const lives = this.#ledger.livesOf(task);
    const last = lives.at(-1);
    if (isLost && (last === undefined ? this.#stopped.size > 0 : this.#isDead(last))) return;
    this.#find('unexplained', this.#describe(job, task, `was settled as ${SETTLED_NAMES.get(outcome)}`));
  }

  #checkLoss(job: JobPlan, task: number): void {
    const { exitCode, attempts } = this.#evidence.losses.get(task) ?? { exitCode: undefined, attempts: undefined };
    const starts = this.#ledger.startsOf(task);
    // What was moved into a ring and not begun there is lost without an attempt.
    const isUntried = job.payload === 'moved' && attempts === 0 && starts === 0;
    if (job.kind !== 'broadcast' && !isUntried && attempts !== mostStarts(this.#plan.pool, job))
      this.#find('unexplained', this.#describe(job, task, `was lost after ${attempts} attempts`));
    const last = this.#ledger.livesOf(task).at(-1);
    const isByStop = last === undefined || this.#stopped.has(last);
    if (starts === 0 || (this.#ledger.finishesOf(task) > 0 && starts === 1)) this.#noteStray(job, task, isByStop);
    const expected = exitCodeOf(this.#plan.fates[task]!, task);
    const isExact = this.#concurrency === 1 && !isByStop && !this.#hasAsides && job.kind !== 'broadcast';
    if (expected !== undefined && isExact && exitCode !== expected)
      this.#find('unexplained', this.#describe(job, task, `exited with ${exitCode}, not with ${expected}`));
  }

  /** A task that left a timer behind may end its worker while another one awaits: the exit code is not that one's. */
  get #hasAsides(): boolean {
    return this.#plan.fates.includes(Fate.ExitAside) || this.#plan.fates.includes(Fate.ThrowAside);
  }

  #noteStray(job: JobPlan, task: number, isByStop: boolean): void {
    if (job.kind === 'broadcast') return;
    const isMoved = job.payload === 'moved' && this.#ledger.startsOf(task) === 0;
    // Several awaiting tasks may end, and a neighbour may exit, in one and the same turn.
    if (isMoved || (this.#concurrency > 1 && this.#ledger.startsOf(task) > 0)) return;
    const text = this.#describe(job, task, 'was lost outside of its run');
    this.#strays.push(text);
    if (!isByStop) this.#find('unexplained', text);
  }

  /** Every item of a map runs, also where another's failure is told. */
  #checkHidden(job: JobPlan, task: number): void {
    const last = this.#ledger.livesOf(task).at(-1);
    const isExplained = last === undefined ? this.#stopped.size > 0 : this.#isDead(last);
    const mayEnd = givesValue(this.#plan.fates[task]!);
    if (this.#ledger.finishesOf(task) > 0 || isExplained || !mayEnd || this.#plan.ending === 'terminate') return;
    this.#find('unexplained', this.#describe(job, task, 'did not run, behind the failure of another item'));
  }

  /** A map tells of the lowest index that failed. */
  #checkToldOf(job: JobPlan, index: number): void {
    if (job.failFast) return;
    for (let task = job.firstTask; task < job.firstTask + index; task += 1) {
      const fate = this.#plan.fates[task]!;
      if (givesValue(fate) || fate === Fate.ExitOnce) continue;
      this.#find('unexplained', this.#describe(job, task, `failed before item ${index}, of which its map told`));
    }
  }

  /** A worker leaves no more unfinished than it may have open. */
  #checkLives(): void {
    const unfinished = new Map<number, number>();
    this.#forEachTask((job, task) => {
      if (job.kind === 'broadcast' || this.#ledger.finishesOf(task) > 0) return;
      for (const life of this.#ledger.livesOf(task)) unfinished.set(life, (unfinished.get(life) ?? 0) + 1);
    });
    for (const [life, count] of unfinished)
      if (count > this.#concurrency)
        this.#find(
          'unexplained',
          `worker ${life} left ${count} tasks unfinished, and runs ${this.#concurrency} at once`,
        );
  }

  #isDead(life: number): boolean {
    return this.#ledger.isMarkedDead(life) || this.#stopped.has(life);
  }

  #forEachTask(visit: (job: JobPlan, task: number) => void): void {
    for (const job of this.#plan.jobs)
      for (let task = job.firstTask; task < job.firstTask + job.count; task += 1) visit(job, task);
  }

  #find(kind: FaultKind, text: string): void {
    this.#faults.push({ kind, text });
  }

  #describe(job: JobPlan, task: number, what: string): string {
    const outcome = this.#ledger.outcomeOf(task);
    const told = outcome === undefined ? 'not settled' : SETTLED_NAMES.get(outcome);
    const lives = this.#ledger
      .livesOf(task)
      .map((life) => `${life}${this.#isDead(life) ? ' (dead)' : ''}`)
      .join(', ');
    const counts = `started ${this.#ledger.startsOf(task)}, ended ${this.#ledger.finishesOf(task)}, in workers [${lives}]`;
    return `task ${task} of ${job.kind} (${fateName(this.#plan.fates[task]!)}, ${job.payload}, stop ${job.stop}) ${what}; ${told}, ${counts}`;
  }
}
