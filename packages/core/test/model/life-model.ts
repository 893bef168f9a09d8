/** What is known of a pool's life, and of what may become of each piece of work: far less than the pool itself has to know. */

export type Outcome =
  'value' | 'thrown' | 'lost' | 'aborted' | 'timedOut' | 'terminated' | 'notRunning' | 'dropped' | 'unknown';

/** How a task ends, or does not. */
export type Way =
  | 'value'
  | 'later'
  | 'throw'
  | 'throwLater'
  | 'exit'
  | 'exitZero'
  | 'exitLater'
  | 'throwAside'
  | 'endless'
  | 'blocked'
  | 'hanging';

export const ENDLESS: readonly Way[] = ['endless', 'blocked', 'hanging'];

const OWN_OUTCOMES: Readonly<Record<Way, Outcome | undefined>> = {
  value: 'value',
  later: 'value',
  throw: 'thrown',
  throwLater: 'thrown',
  exit: 'lost',
  exitZero: 'lost',
  exitLater: 'lost',
  throwAside: 'lost',
  endless: undefined,
  blocked: undefined,
  hanging: undefined,
};

export interface Settings {
  readonly workers: number;
  readonly concurrency: number;
  readonly retries: number;
}

/** One promise: what it may come to, and what it came to. */
export class Work {
  readonly name: string;
  readonly allowed: Set<Outcome>;
  readonly isEndless: boolean;
  /** All that its promise called back with: one at the end, no more and no less. */
  readonly outcomes: Outcome[] = [];
  /** Aborts or cancels it, where the caller can. */
  readonly stop: (() => void) | undefined;

  constructor(name: string, allowed: Iterable<Outcome>, isEndless: boolean, stop: (() => void) | undefined) {
    this.name = name;
    this.allowed = new Set(allowed);
    this.isEndless = isEndless;
    this.stop = stop;
  }

  get isOpen(): boolean {
    return this.outcomes.length === 0;
  }
}

/** The model: the state the pool has to have, all work, and how many tasks may be taken along by the deaths of others. */
export class Life {
  readonly #settings: Settings;
  readonly works: Work[] = [];
  /** `undefined` while it runs. */
  ended: 'close' | 'terminate' | undefined;
  /** `close` has resolved. */
  isClosed = false;
  /** Tasks that run beside one that ends its worker, or that a worker begins while it is being ended for another. */
  #companions = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** What a task may come to when it is submitted now. */
  outcomesOf(way: Way, isTimed: boolean): Outcome[] {
    if (this.ended !== undefined) return ['notRunning'];
    const own = OWN_OUTCOMES[way];
    if (own !== undefined) return [own];
    return isTimed ? ['timedOut'] : [];
  }

  get workers(): number {
    return this.#settings.workers;
  }

  add(work: Work): void {
    this.works.push(work);
  }

  /** A task is there that ends its worker by itself, or by its time being over: those beside it go with it, each time it is run. */
  willEndWorkers(times: number = 1): void {
    this.#companions += times * (1 + this.#settings.retries) * (this.#settings.concurrency - 1);
  }

  /** Open work is stopped. If it can end by itself, the worker may have gone on to the next task when it is ended. */
  stopped(work: Work): void {
    if (!work.isOpen) return;
    work.allowed.add('aborted');
    this.#companions += this.#settings.concurrency - (work.isEndless ? 1 : 0);
  }

  closed(): void {
    this.ended ??= 'close';
  }

  terminated(): void {
    if (this.isClosed) return;
    this.ended = 'terminate';
    for (const work of this.works) if (work.isOpen) work.allowed.add('terminated');
  }

  /** The states that the pool may tell now. */
  get states(): string[] {
    if (this.ended === undefined) return ['running'];
    if (this.ended === 'terminate') return ['terminated'];
    return this.isClosed ? ['closed'] : ['closing', 'closed'];
  }

  /** What is wrong at the end, in words. */
  faults(): string[] {
    const faults: string[] = [];
    let innocents = 0;
    for (const { name, allowed, outcomes } of this.works) {
      if (outcomes.length !== 1) faults.push(`${name} was settled ${outcomes.length} times: ${outcomes.join(', ')}`);
      for (const outcome of outcomes) {
        if (allowed.has(outcome)) continue;
        if (outcome === 'lost') innocents += 1;
        else faults.push(`${name} came to ${outcome}, not to ${[...allowed].join(' or ')}`);
      }
    }
    if (innocents > this.#companions)
      faults.push(`${innocents} tasks were lost with others, and at most ${this.#companions} could be`);
    return faults;
  }
}

const CODES: Readonly<Record<string, Outcome>> = {
  ERR_WORKER_LOST: 'lost',
  ABORT_ERR: 'aborted',
  ERR_TASK_TIMEOUT: 'timedOut',
  ERR_POOL_TERMINATED: 'terminated',
  ERR_POOL_NOT_RUNNING: 'notRunning',
};

export function outcomeOfError(error: unknown): Outcome {
  if (error instanceof RangeError && /^thrown \d+$/.test(error.message)) return 'thrown';
  return CODES[(error as { code?: string } | null)?.code ?? ''] ?? 'unknown';
}
