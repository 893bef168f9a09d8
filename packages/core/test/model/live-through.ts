import * as fc from 'fast-check';
import { Pool, type PoolOptions } from '../../dist/index.js';
import { Life } from './life-model.ts';
import type { Command, Subject } from './life-step.ts';

export const LIFE_KERNELS: URL = new URL('../fixtures/life-kernels.mjs', import.meta.url);

/** Far above what the end of any run takes: only one that hangs gets there. */
export const HANGS_AFTER_MILLIS = 30_000;

export type MakeSubject = (options: PoolOptions) => Subject;
export const makePool: MakeSubject = (options) => {
  const pool = new Pool(LIFE_KERNELS, options);
  // What is thrown outside of tasks is told here, instead of by a warning of the process.
  pool.on('workerError', () => {});
  return pool as unknown as Subject;
};

/** Waits for the end of a promise, but not for ever. */
async function endOf(what: string, promise: Promise<unknown>, hangsAfter: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hanging = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Expected the end of ${what}, it did not come.`)), hangsAfter);
  });
  await Promise.race([promise, hanging]).finally(() => clearTimeout(timer));
}

/** Runs commands against a pool and the model, ends the pool, and compares. */
export async function liveThrough(
  commands: Iterable<Command>,
  options: PoolOptions,
  ending: 'close' | 'terminate',
  makeSubject: MakeSubject = makePool,
  hangsAfter: number = HANGS_AFTER_MILLIS,
): Promise<void> {
  const pool = makeSubject(options);
  const life = new Life({
    workers: options.workers ?? 1,
    concurrency: options.concurrency ?? 1,
    retries: options.retries ?? 0,
  });
  try {
    await endOf(
      'the commands',
      fc.asyncModelRun(() => ({ model: life, real: pool }), commands),
      hangsAfter,
    );
    end(life, pool, ending);
    await endOf('the pool', pool.join(), hangsAfter);
    // What was settled last is told in the turns that follow.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const faults = [...life.faults(), ...faultsOfEnd(life, pool)];
    if (faults.length > 0) throw new Error(`Expected a life without a fault, got:\n${faults.join('\n')}`);
  } finally {
    await pool.terminate();
  }
}

function faultsOfEnd(life: Life, pool: Subject): string[] {
  const state = life.ended === 'close' ? 'closed' : 'terminated';
  const faults: string[] = [];
  if (pool.state !== state) faults.push(`the pool has ended and says to be ${pool.state}, not ${state}`);
  if (pool.size !== 0) faults.push(`the pool has ended and says to have ${pool.size} workers`);
  return faults;
}

function end(life: Life, pool: Subject, ending: 'close' | 'terminate'): void {
  if (ending === 'terminate' && pool.state !== 'closed') {
    life.terminated();
    void pool.terminate();
    return;
  }
  for (const work of life.works) {
    if (!work.isOpen || !work.isEndless || work.stop === undefined) continue;
    life.stopped(work);
    work.stop();
  }
  life.closed();
  void pool.close();
}
