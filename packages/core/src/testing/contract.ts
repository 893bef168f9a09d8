import type { PoolOptions } from '../pool-options.js';
import { checkLacks, type Lacks, reasonToSkip } from './capability.js';
import type { Fact } from './contract-case.js';
import { THEMES } from './themes/index.js';
import type { OpenPool } from './tested-pool.js';
import { type SharedPool, Trial } from './trial.js';

/** How a pool is asked. */
export interface ContractOptions {
  /** What the pool does not have: capability and reason in words. Cases that need it are marked to be skipped. */
  readonly lacks?: Lacks;
  /** Options that every pool is opened with, besides those that a case asks for. Default: two workers. */
  readonly options?: PoolOptions;
  /** How long a case may take before it counts as hanging, in milliseconds. Default: 60,000. */
  readonly hangLimitMs?: number;
}

/** One fact about a pool, to be run by any test runner. */
export interface ContractCase {
  readonly name: string;
  /** Why it is left out: the pool lacks what it needs. */
  readonly skip: string | undefined;
  /** Rejects where the fact does not hold, and where the case is to be skipped: so a runner that overlooks `skip` fails. */
  run(): Promise<void>;
}

export interface ContractTheme {
  readonly name: string;
  readonly cases: readonly ContractCase[];
}

export interface Contract {
  readonly themes: readonly ContractTheme[];
  /** Ends the pool that cases share. To be called when all have run. */
  end(): Promise<void>;
}

/**
 * The facts that make up a pool, as cases for any test runner. `openPool` makes the pool that is asked; cases that need something of their own open
 * their own, and the others share one. Importing and calling this starts nothing: the first case does.
 *
 * @example
 * const contract = contractOf((module, options) => new Pool(module, options), { options: { workers: 2 } });
 * for (const { name, cases } of contract.themes)
 *   describe(name, () => {
 *     for (const { name, skip, run } of cases) it(name, { skip }, run);
 *   });
 * after(() => contract.end());
 */
export function contractOf(openPool: OpenPool, how: ContractOptions = {}): Contract {
  const lacks = how.lacks ?? {};
  checkLacks(lacks);
  const shared: SharedPool = { pool: undefined };
  const options = { workers: 2, ...how.options };
  const begin = (): Trial => new Trial(openPool, options, shared);
  return {
    themes: THEMES.map(({ name, facts }) => ({
      name,
      cases: facts.map((fact) => caseOf(fact, reasonToSkip(fact.needs, lacks), begin, how.hangLimitMs ?? 60_000)),
    })),
    async end() {
      await shared.pool?.terminate();
      shared.pool = undefined;
    },
  };
}

function caseOf(fact: Fact, skip: string | undefined, begin: () => Trial, hangLimitMs: number): ContractCase {
  const run = async (): Promise<void> => {
    if (skip !== undefined) throw new Error(`Expected \`${fact.name}\` to be skipped, as this pool ${skip}.`);
    await runFact(fact, begin(), hangLimitMs);
  };
  return { name: fact.name, skip, run };
}

async function runFact(fact: Fact, trial: Trial, hangLimitMs: number): Promise<void> {
  let hasPassed = false;
  const check = async (): Promise<void> => {
    await fact.check(trial);
    await trial.checkNextTask();
    hasPassed = true;
  };
  try {
    await withinLimit(hangLimitMs, check(), 'the case');
  } finally {
    await withinLimit(hangLimitMs, trial.end(!hasPassed), 'the end of its pools');
  }
}

/** A guard against hanging, and no measurement. Its timer also keeps the process alive while a case waits for a flag. */
async function withinLimit(limitMs: number, promise: Promise<void>, what: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hangs = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Expected ${what} to end, got nothing for ${limitMs} ms.`)), limitMs);
  });
  try {
    await Promise.race([promise, hangs]);
  } finally {
    clearTimeout(timer);
  }
}
