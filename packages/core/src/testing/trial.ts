import assert from 'node:assert/strict';
import type { PoolOptions } from '../pool-options.js';
import { contractModule } from './contract-module.js';
import { createFlags, Flag, raise, raised } from './flags.js';
import { quietPool } from './quiet-pool.js';
import type { OpenPool, WholePool } from './tested-pool.js';

/** Tasks that hold every place where a task could run. */
export interface HeldPlaces {
  readonly flags: Int32Array;
  /** Lets them end, and gives the threads they ran in. */
  release(): Promise<unknown[]>;
}

/** Where there is something to hold, other than in a pool of which nothing else was said. */
export interface Places {
  readonly workers?: number;
  readonly concurrency?: number;
  /** The function that holds; it takes flags, as `hold` does. */
  readonly task?: string;
}

/** The pool that cases share: most of them neither end it nor ask for its first moments. */
export interface SharedPool {
  pool: WholePool | undefined;
}

/** What one run of a case has to work with. Whatever it opens is looked at, and ended, after the case. */
export class Trial {
  readonly #openPool: OpenPool;
  readonly #options: PoolOptions;
  readonly #shared: SharedPool;
  readonly #own: WholePool[] = [];
  #usesShared = false;

  constructor(openPool: OpenPool, options: PoolOptions, shared: SharedPool) {
    this.#openPool = openPool;
    this.#options = options;
    this.#shared = shared;
  }

  /** Workers of a pool of which nothing else is said. */
  get workers(): number {
    return this.#options.workers ?? 1;
  }

  get concurrency(): number {
    return this.#options.concurrency ?? 1;
  }

  /** A pool that others have used, and will use. */
  get pool(): WholePool {
    this.#usesShared = true;
    this.#shared.pool ??= this.#make(contractModule, {});
    return this.#shared.pool;
  }

  /** A pool of the case's own. */
  open(options: PoolOptions = {}, module: URL = contractModule): WholePool {
    const pool = this.#make(module, options);
    this.#own.push(pool);
    return pool;
  }

  /** A pool of the case's own whose size says nothing about the fact. The fewer workers have to start, the sooner all cases are through. */
  openSmall(options: PoolOptions = {}, module: URL = contractModule): WholePool {
    return this.open({ workers: 1, ...options }, module);
  }

  /** Has a task run in every place there is, until it is released. The pool must have nothing else to do. */
  async hold(pool: WholePool, places: Places = {}): Promise<HeldPlaces> {
    const { workers = this.workers, concurrency = this.concurrency, task = 'hold' } = places;
    const flags = createFlags();
    const tasks: Promise<unknown>[] = [];
    while (tasks.length < workers * concurrency) {
      tasks.push(pool.apply(task, [flags]));
      await raised(flags, Flag.Started, tasks.length);
    }
    return {
      flags,
      release(): Promise<unknown[]> {
        raise(flags, Flag.Released);
        return Promise.all(tasks);
      },
    };
  }

  /** Whether the pools that this run used and did not end do their next task. */
  async checkNextTask(): Promise<void> {
    for (const pool of this.#used()) {
      if (pool.state !== 'running') continue;
      assert.equal(await pool.apply('square', [12]), 144, 'Expected the next task to work.');
    }
    if (this.#usesShared) assert.equal(this.#shared.pool?.state, 'running');
  }

  /** Ends what the run opened, and what it shares too when that may be damaged. */
  async end(isDamaged: boolean): Promise<void> {
    const ended = this.#own.splice(0);
    if (isDamaged && this.#usesShared && this.#shared.pool !== undefined) {
      ended.push(this.#shared.pool);
      this.#shared.pool = undefined;
    }
    await Promise.allSettled(ended.map((pool) => pool.terminate()));
  }

  #used(): WholePool[] {
    return this.#usesShared && this.#shared.pool !== undefined ? [...this.#own, this.#shared.pool] : this.#own;
  }

  /** A pool may lack a part of `WholePool` only where it says so, and then no case asks for it. */
  #make(module: URL, options: PoolOptions): WholePool {
    return quietPool(this.#openPool(module, { ...this.#options, ...options }) as WholePool);
  }
}
