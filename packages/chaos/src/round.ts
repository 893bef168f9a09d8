import { audit, type Fault } from './audit.js';
import type { ChaosPool, MakePool } from './chaos-pool.js';
import { JobRunner } from './job-runner.js';
import { Ledger, Settled } from './ledger.js';
import type { RoundPlan } from './plan.js';
import { ProgressCheck } from './progress-check.js';
import { Settling } from './settling.js';
import { faultsOfTally } from './tally.js';
import { Watch } from './watch.js';

/** What a round came to. */
export interface RoundOutcome {
  readonly ledger: Ledger;
  readonly faults: readonly Fault[];
  /** Workers that died by their own hand, and tasks that were stopped from outside while they ran. */
  readonly deaths: number;
  readonly stops: number;
  /** Nothing happened for so long that the round was given up: its pool cannot be ended in an orderly way. */
  readonly isStuck: boolean;
}

const LOOK_MILLIS = 500;

/** Turns of the event loop in which a settlement that comes too late would come. */
const TURNS_AFTERWARDS = 3;

/** Makes a pool, runs a plan in it, ends it, and audits the ledger. `quietMs` without any news mean that the pool is stuck. */
export async function runRound(plan: RoundPlan, makePool: MakePool, quietMs: number): Promise<RoundOutcome> {
  const ledger = Ledger.create(plan.tasks);
  plan.fates.forEach((fate, task) => ledger.setFate(task, fate));
  const round = new Round(plan, ledger, makePool);
  const isStuck = await isStuckFirst(round.run(), ledger, quietMs);
  if (isStuck) round.fault({ kind: 'lost', text: `nothing happened for ${quietMs} ms: the round was given up` });
  const outcome = round.outcome(isStuck);
  if (isStuck) void round.pool.terminate();
  return outcome;
}

class Round {
  readonly pool: ChaosPool;
  readonly #plan: RoundPlan;
  readonly #ledger: Ledger;
  readonly #watch: Watch;
  readonly #settling: Settling;
  readonly #runner: JobRunner;
  readonly #progress: ProgressCheck;
  readonly #faults: Fault[] = [];

  constructor(plan: RoundPlan, ledger: Ledger, makePool: MakePool) {
    this.#plan = plan;
    this.#ledger = ledger;
    const say = (text: string): void => this.fault({ kind: 'wrong', text });
    this.#watch = new Watch(ledger);
    this.#settling = new Settling(ledger, say);
    this.pool = makePool(plan.pool, ledger);
    // What a task leaves behind is told here, instead of by a warning of the process.
    this.pool.on('workerError', () => {});
    this.#progress = new ProgressCheck(say);
    this.#runner = new JobRunner(this.pool, ledger, this.#watch, this.#settling, this.#progress, say);
  }

  fault(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Runs all jobs, some side by side, and ends the pool when enough of them are over. */
  async run(): Promise<void> {
    const waiting = [...this.#plan.jobs];
    let over = 0;
    let ended: Promise<void> | undefined;
    const runNext = async (): Promise<void> => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        await this.#runner.run(job);
        over += 1;
        if (over === this.#plan.endsAfter) ended = this.pool[this.#plan.ending]();
      }
    };
    await Promise.all(Array.from({ length: this.#plan.width }, runNext));
    await ended;
    if (this.pool.size !== 0)
      this.fault({ kind: 'wrong', text: `the pool has ended and still says to have ${this.pool.size} workers` });
    for (let turn = 0; turn < TURNS_AFTERWARDS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    this.#progress.check(this.#ledger);
    for (const text of faultsOfTally(this.#plan, this.#ledger, this.pool.stats())) this.fault({ kind: 'wrong', text });
  }

  outcome(isStuck: boolean): RoundOutcome {
    const { losses, toldOf } = this.#settling;
    const { stops } = this.#watch;
    this.#watch.end();
    const faults = [...this.#faults, ...audit({ plan: this.#plan, ledger: this.#ledger, losses, toldOf })];
    const timeouts = this.#count(Settled.TimedOut);
    return { ledger: this.#ledger, faults, deaths: this.#ledger.deaths, stops: stops + timeouts, isStuck };
  }

  #count(how: Settled): number {
    let count = 0;
    for (let task = 0; task < this.#plan.tasks; task += 1) if (this.#ledger.outcomeOf(task) === how) count += 1;
    return count;
  }
}

/** True when there was no news for so long, false when the run ended first. Holds the process: a pool that forgets its work would let it end. */
function isStuckFirst(run: Promise<void>, ledger: Ledger, quietMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let known = -1;
    let quietSince = performance.now();
    const timer = setInterval(() => {
      const news = ledger.settlements + ledger.lives;
      if (news !== known) quietSince = performance.now();
      known = news;
      if (performance.now() - quietSince < quietMs) return;
      clearInterval(timer);
      resolve(true);
    }, LOOK_MILLIS);
    run.then(() => resolve(false), reject).finally(() => clearInterval(timer));
  });
}
