import { Doorbell } from 'atomics-ring';
import { SpinBudget } from './spin-budget.js';

/** How long the collector looks for results between microtasks before it arms the doorbell: what waking a worker that slept, and being woken, costs. */
const MOST_LOOK_MILLIS = 0.1;
const FEWEST_LOOK_MILLIS = 0.005;

/** Looks of a thread that blocks between two readings of the clock. */
const LOOKS_PER_READING = 8;

/** How long it may go on without giving the event loop a turn. */
const TURN_AFTER_MILLIS = 1;

/** How often the watchdog looks for a wake-up that should have come. */
const WATCHDOG_MILLIS = 1000;

export interface CollectorHooks {
  /** Takes what all workers have said, and fills the rings again. Returns how many results it took. */
  collect(): number;
  /** The same of those workers alone that have tasks: what others say can wait for the event loop's next turn. */
  collectFromBusy(): number;
  /** Whether results are in any ring: the last look before sleeping (R7). */
  hasResults(): boolean;
  /** Whether anything is open that a worker has to answer. */
  hasOpenWork(): boolean;
  /** Told when the collector begins and ceases to expect results. */
  isResting(isResting: boolean): void;
  /** Whether an answer can be expected so soon that looking for it pays. */
  expectsSoon(): boolean;
}

const now: () => number = performance.now.bind(performance);
const settled: Promise<void> = Promise.resolve();

/**
 * Brings results to their jobs. After a submission it looks at the rings between microtasks, so that a tiny task is answered
 * without a system call; when nothing comes it arms the doorbell and leaves the main thread to others. A reference on the event
 * loop is held only while it sleeps with open work.
 */
export class ResultCollector {
  readonly #doorbell: Doorbell;
  readonly #hooks: CollectorHooks;

  /**
   * `resting`: nothing is open, but the doorbell is armed, or will be: a worker may have something to say that belongs to no task. `looking`: a tick is scheduled.
   * `sleeping`: the doorbell is armed, and the event loop held. `stopped`: for good.
   */
  #state: 'resting' | 'looking' | 'sleeping' | 'stopped' = 'resting';
  readonly #spin = new SpinBudget(MOST_LOOK_MILLIS, FEWEST_LOOK_MILLIS);
  /** The same for a thread that blocks: it need not come round to others, and is answered sooner. */
  readonly #syncSpin = new SpinBudget(MOST_LOOK_MILLIS, FEWEST_LOOK_MILLIS);
  #willListen = false;
  #lastNews = 0;
  #lastTurn = 0;
  /** The wait that will call `#woken`: one promise serves many sleeps until it is rung. */
  #awaited: Promise<unknown> | undefined;
  /** Whether results lay there at the watchdog's last look, and nobody has woken since. */
  #isOverdue = false;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  /** What was told last. */
  #isResting = true;

  /** Results the watchdog found that no doorbell had announced: a lost wake-up each, so 0. */
  missedWakeUps = 0;

  constructor(doorbell: SharedArrayBuffer, hooks: CollectorHooks) {
    this.#doorbell = new Doorbell(new Int32Array(doorbell), 0);
    this.#hooks = hooks;
    // Workers that start have something to say before anything is submitted.
    this.#listenSoon();
  }

  /** Something was submitted or is awaited: results will come. */
  workAdded(): void {
    if (this.#state === 'looking' || this.#state === 'stopped') return;
    this.#doorbell.disarm();
    this.#tellResting(false);
    this.#lastNews = now();
    this.#look();
  }

  /**
   * Takes results as they come until `isOver()`, for a thread that blocks: for as long as looking has paid lately, and only those that are there when no answer is
   * expected soon. Whatever comes, it ends after that time: the caller has other things to look after. Returns whether it is over.
   */
  lookSync(isOver: () => boolean): boolean {
    if (isOver()) return true;
    if (!this.#hooks.expectsSoon()) return this.#hooks.collect() > 0 && isOver();
    const end = now() + this.#syncSpin.allowance;
    do {
      for (let looks = 0; looks < LOOKS_PER_READING; looks += 1) {
        if (this.#hooks.collect() === 0 || !isOver()) continue;
        this.#syncSpin.paid();
        return true;
      }
    } while (now() < end);
    this.#syncSpin.wasVain();
    return false;
  }

  /** Blocks the thread until results come, `hasOtherNews()`, or `millis` are over. */
  sleepSync(hasOtherNews: () => boolean, millis: number): void {
    this.#doorbell.sleepSync(() => this.#hooks.hasResults() || hasOtherNews(), millis);
  }

  /** Ends for good: nothing is left waiting. */
  stop(): void {
    this.#unhold();
    this.#endWatch();
    this.#state = 'stopped';
    this.#doorbell.release();
  }

  #look(): void {
    this.#state = 'looking';
    void settled.then(this.#tick);
  }

  readonly #tick = (): void => {
    if (this.#state !== 'looking') return;
    const time = now();
    this.#took(this.#hooks.collectFromBusy(), time);
  };

  #took(results: number, time: number): void {
    if (results > 0) {
      this.#lastNews = time;
      this.#spin.paid();
    }
    this.#goOn(time);
  }

  /** After results were taken: looks again, lets the event loop turn, sleeps, or rests. */
  #goOn(time: number): void {
    if (!this.#hooks.hasOpenWork()) return this.#rest();
    if (!this.#hooks.expectsSoon()) return this.#sleep();
    if (time - this.#lastNews > this.#spin.allowance) {
      this.#spin.wasVain();
      return this.#sleep();
    }
    if (time - this.#lastTurn > TURN_AFTER_MILLIS) setImmediate(this.#turned);
    else this.#look();
  }

  readonly #turned = (): void => {
    this.#lastTurn = now();
    if (this.#state === 'looking') this.#took(this.#hooks.collect(), this.#lastTurn);
  };

  #sleep(): void {
    this.#state = 'sleeping';
    this.#isOverdue = false;
    const rung = this.#doorbell.arm();
    if (rung === undefined || this.#hooks.hasResults()) {
      this.#doorbell.disarm();
      this.#lastNews = now();
      if (this.#lastNews - this.#lastTurn > TURN_AFTER_MILLIS) this.#turnSoon();
      else this.#look();
      return;
    }
    this.#hold();
    this.#await(rung);
  }

  #await(rung: Promise<unknown>): void {
    if (rung === this.#awaited) return;
    this.#awaited = rung;
    void rung.then(this.#woken);
  }

  #turnSoon(): void {
    this.#state = 'looking';
    setImmediate(this.#turned);
  }

  /**
   * Rung: the news came by the doorbell, so it says nothing for looking. Who awaits a result that came goes on first, and may submit
   * the next: whether to sleep or to rest is decided after that.
   */
  readonly #woken = (): void => {
    this.#isOverdue = false;
    if (this.#state !== 'sleeping' && this.#state !== 'resting') return;
    this.#state = 'looking';
    this.#lastTurn = now();
    this.#lastNews = this.#lastTurn;
    this.#hooks.collect();
    void settled.then(this.#tick);
  };

  /** A wake-up that is on its way is none that was missed: only results that lie there at two looks in a row are. */
  readonly #watch = (): void => {
    if (this.#watchdog?.hasRef() !== true) return this.#endWatch();
    const isOverdue = this.#state === 'sleeping' && this.#hooks.hasResults();
    const wasOverdue = this.#isOverdue;
    this.#isOverdue = isOverdue;
    if (!isOverdue || !wasOverdue) return;
    this.#isOverdue = false;
    this.missedWakeUps += 1;
    this.#doorbell.disarm();
    this.#woken();
  };

  #rest(): void {
    this.#unhold();
    this.#state = 'resting';
    this.#listenSoon();
  }

  /**
   * Arms the doorbell if nothing is submitted until the event loop turns: who awaits one task after the other rests between any two, and the worker, which rings after
   * its result may have been taken, would ring for nothing.
   */
  #listenSoon(): void {
    if (this.#willListen) return;
    this.#willListen = true;
    setImmediate(this.#listen).unref();
  }

  /** Hears what belongs to no task while nothing is open. That does not hold the event loop. */
  readonly #listen = (): void => {
    this.#willListen = false;
    if (this.#state !== 'resting') return;
    const rung = this.#doorbell.arm();
    if (rung !== undefined && !this.#hooks.hasResults()) return this.#await(rung);
    this.#doorbell.disarm();
    this.#state = 'looking';
    this.#turned();
  };

  /** Keeps the event loop alive. The watchdog does it: a wait on shared memory does not. */
  #hold(): void {
    // Work may have come while it looked about out of its rest, and did not say so then.
    this.#tellResting(false);
    if (this.#watchdog === undefined) this.#watchdog = setInterval(this.#watch, WATCHDOG_MILLIS);
    else this.#watchdog.ref();
  }

  /** The watchdog stays until its next look: who awaits one task after the other would make and clear a timer for each. */
  #unhold(): void {
    this.#tellResting(true);
    this.#watchdog?.unref();
  }

  #tellResting(isResting: boolean): void {
    if (isResting === this.#isResting) return;
    this.#isResting = isResting;
    this.#hooks.isResting(isResting);
  }

  #endWatch(): void {
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
  }
}
