/** What a round will be: a pool, its jobs, and the fate of each task. A seed decides all of it. */
import { Fate, needsStop } from './fate.js';
import type { Feature } from './features.js';
import { PAYLOADS, type PayloadKind } from './payload.js';
import { Random } from './random.js';

export type JobKind =
  | 'apply'
  | 'applyAsync'
  | 'applySync'
  | 'broadcast'
  | 'imap'
  | 'imapUnordered'
  | 'map'
  | 'mapSettled'
  | 'mapSync'
  | 'starmap';

/** How tasks of a job are stopped: when they are seen to run, or at any moment, or by their time being over. */
export type Stop = 'none' | 'abortRunning' | 'abortSoon' | 'cancelRunning' | 'timeout';

export interface JobPlan {
  readonly kind: JobKind;
  readonly firstTask: number;
  readonly count: number;
  readonly payload: PayloadKind;
  readonly chunkSize: number | 'auto' | undefined;
  /** Of an `imap`. */
  readonly buffer: number | undefined;
  /** After how many results the reader of an `imap` goes away; `undefined`: never. */
  readonly leavesAfter: number | undefined;
  readonly failFast: boolean;
  /** How long a task that is to stop may go on; `undefined`: not at all. */
  readonly graceMs: number | undefined;
  readonly hasProgress: boolean;
  /** Many tasks that do next to nothing, but for those that die. */
  readonly isBulk: boolean;
  stop: Stop;
}

/** Options of the round's pool. Those that are undefined are not given. */
export interface PoolPlan {
  readonly workers: number;
  readonly ringBytes: number;
  readonly concurrency: number | undefined;
  readonly retries: number | undefined;
  readonly maxTasksPerWorker: number | undefined;
  readonly minWorkers: number | undefined;
  readonly queueLimit: number | undefined;
  readonly maxHeapMbPerWorker: number | undefined;
  readonly finalizer: boolean;
  /** Every so many initializers one fails. */
  readonly failingStarts: number | undefined;
  readonly smallHeap: boolean;
}

export interface RoundPlan {
  readonly seed: number;
  readonly tasks: number;
  /** Tasks that are to cost a worker. */
  readonly deaths: number;
  readonly pool: PoolPlan;
  readonly jobs: readonly JobPlan[];
  /** The fate of each task. */
  readonly fates: Uint8Array;
  /** Jobs that are open at the same time. */
  readonly width: number;
  /** How the pool is ended, and after how many jobs have. */
  readonly ending: 'close' | 'terminate';
  readonly endsAfter: number;
}

/** Time for a task of a job whose tasks may not take for ever: far more than the others need. */
export const TIMEOUT_MILLIS = 400;

/** Rounds this long have big jobs of tiny tasks as well, in which most of their tasks are. */
const FEWEST_TASKS_WITH_BULK = 5000;
const BULK_SHARE = 0.2;

const RING_SIZES = [4096, 4096, 8192, 65_536] as const;

/** The plan of a round of about `tasks` tasks. */
export function planRound(seed: number, tasks: number, deaths: number, features: ReadonlySet<Feature>): RoundPlan {
  const random = new Random(seed);
  const pool = planPool(random, tasks, features);
  const jobs = planJobs(random, tasks, features);
  const fates = new Uint8Array(tasks);
  for (const job of jobs) planLiving(random, job, fates, features);
  const dying = random.distinct(deaths, tasks);
  const forDeaths = jobs.some(isBlocking) ? withoutUnseen(features) : features;
  for (const task of dying) planDeath(random, task, jobs, fates, pool, forDeaths);
  const isCutShort = features.has('terminate') && random.chance(0.15);
  return {
    seed,
    tasks,
    deaths: dying.length,
    pool,
    jobs,
    fates,
    width: random.integer(1, 8),
    ending: isCutShort ? 'terminate' : 'close',
    endsAfter: isCutShort ? random.integer(Math.ceil(jobs.length / 2), jobs.length) : jobs.length,
  };
}

function planPool(random: Random, tasks: number, features: ReadonlySet<Feature>): PoolPlan {
  const workers = random.integer(1, 4);
  function sometimes(feature: Feature, probability: number, min: number, max: number): number | undefined {
    const isChosen = random.chance(probability);
    const value = random.integer(min, max);
    return isChosen && features.has(feature) ? value : undefined;
  }
  return {
    workers,
    ringBytes: random.oneOf(RING_SIZES),
    concurrency: sometimes('concurrency', 0.5, 4, 4),
    retries: sometimes('retries', 0.3, 1, 2),
    maxTasksPerWorker: sometimes('recycling', 0.3, Math.ceil(tasks / 20), Math.ceil(tasks / 6)),
    minWorkers: sometimes('idle', 0.2, 0, workers),
    queueLimit: sometimes('queueLimit', 0.15, 20, 300),
    maxHeapMbPerWorker: sometimes('recycling', 0.15, 10, 30),
    finalizer: sometimes('finalizer', 0.3, 0, 0) !== undefined,
    failingStarts: sometimes('initializer', 0.25, 3, 6),
    smallHeap: sometimes('memoryLimit', 0.15, 0, 0) !== undefined,
  };
}

const JOB_KINDS: readonly [JobKind, Feature | undefined, number][] = [
  ['apply', undefined, 8],
  ['applyAsync', undefined, 4],
  ['map', undefined, 3],
  ['starmap', undefined, 3],
  ['imap', undefined, 4],
  ['imapUnordered', undefined, 4],
  ['mapSettled', 'settled', 5],
  ['broadcast', 'broadcast', 1],
  ['applySync', 'sync', 1],
  ['mapSync', 'sync', 1],
];

/** Most tasks of a job of each kind: a call that blocks must not take long, and a broadcast is one task. */
const MOST_TASKS: Readonly<Partial<Record<JobKind, number>>> = { broadcast: 1, applySync: 5, mapSync: 40 };

function planJobs(random: Random, tasks: number, features: ReadonlySet<Feature>): JobPlan[] {
  const kinds = JOB_KINDS.filter(([, feature]) => feature === undefined || features.has(feature)).flatMap(
    ([kind, , weight]) => new Array<JobKind>(weight).fill(kind),
  );
  const jobs: JobPlan[] = [];
  for (let firstTask = 0; firstTask < tasks; firstTask += jobs.at(-1)!.count) {
    const kind = random.oneOf(kinds);
    const isBulk = tasks >= FEWEST_TASKS_WITH_BULK && random.chance(BULK_SHARE);
    const wanted = isBulk ? random.integer(2000, 6000) : wantedTasks(random);
    const count = Math.min(wanted, MOST_TASKS[kind] ?? wanted, tasks - firstTask);
    const job = planJob(random, kind, firstTask, count, features);
    jobs.push(isBulk ? { ...job, payload: 'none', stop: 'none', isBulk } : job);
  }
  return jobs;
}

function wantedTasks(random: Random): number {
  return random.chance(0.1) ? random.integer(200, 1500) : random.integer(1, 120);
}

function planJob(
  random: Random,
  kind: JobKind,
  firstTask: number,
  count: number,
  features: ReadonlySet<Feature>,
): JobPlan {
  const isLazy = kind === 'imap' || kind === 'imapUnordered';
  const isPlain = kind === 'broadcast' || !features.has('payloads') || random.chance(0.6);
  const maySoon = features.has('abort') && kind !== 'broadcast' && kind !== 'applySync' && kind !== 'mapSync';
  return {
    kind,
    firstTask,
    count,
    payload: isPlain ? 'none' : planPayload(random, kind, count),
    chunkSize: random.oneOf([undefined, undefined, 1, random.integer(2, 60), 'auto'] as const),
    buffer: random.chance(0.5) ? random.integer(1, 100) : undefined,
    leavesAfter: isLazy && random.chance(0.15) ? random.integer(0, count) : undefined,
    graceMs: features.has('grace') && random.chance(0.4) ? random.integer(1, 50) : undefined,
    hasProgress: features.has('progress') && random.chance(0.2),
    failFast: features.has('failFast') && (kind === 'map' || kind === 'starmap') && random.chance(0.3),
    stop: maySoon && random.chance(0.04) ? 'abortSoon' : 'none',
    isBulk: false,
  };
}

/** Big values in small jobs only, or they would be all that a run does. Moved ones only where each has a call of its own. */
function planPayload(random: Random, kind: JobKind, count: number): PayloadKind {
  const mayMove = kind === 'apply' || kind === 'applyAsync';
  return random.oneOf(
    PAYLOADS.filter((payload) => {
      if (payload === 'moved') return mayMove && count <= 120;
      return payload !== 'big' && payload !== 'module' ? true : count <= 60;
    }),
  );
}

/** Jobs of which one result is told for all hold few tasks that throw: else nothing would be seen of their values. */
function planLiving(random: Random, job: JobPlan, fates: Uint8Array, features: ReadonlySet<Feature>): void {
  if (job.isBulk) return;
  const isAllOrNothing = job.kind === 'map' || job.kind === 'starmap' || job.kind === 'mapSync';
  const mayThrow = !isAllOrNothing || random.chance(0.2);
  const isSlow = random.chance(0.1);
  for (let task = job.firstTask; task < job.firstTask + job.count; task += 1) {
    const draw = random.integer(0, 999);
    if (draw < 60) fates[task] = Fate.Later;
    else if (draw < (isSlow ? 260 : 64)) fates[task] = Fate.Sleep;
    else if (draw < 300 && draw >= 280 && mayThrow) fates[task] = draw < 290 ? Fate.Throw : Fate.ThrowLater;
    else if (draw === 999 && features.has('rejections')) fates[task] = Fate.LeaveRejection;
  }
}

function planDeath(
  random: Random,
  task: number,
  jobs: readonly JobPlan[],
  fates: Uint8Array,
  pool: PoolPlan,
  features: ReadonlySet<Feature>,
): void {
  const job = jobs.find(({ firstTask, count }) => task < firstTask + count)!;
  const fate = random.oneOf(deathsOf(job, pool, features));
  fates[task] = fate;
  if (needsStop(fate)) job.stop = random.oneOf(stopsOf(job, features));
}

function deathsOf(job: JobPlan, pool: PoolPlan, features: ReadonlySet<Feature>): Fate[] {
  const deaths: Fate[] = [];
  if (features.has('exit')) deaths.push(Fate.Exit, Fate.ExitZero, Fate.ExitLater, Fate.Exit, Fate.ExitOnce);
  if (job.kind === 'broadcast' || isBlocking(job)) return deaths;
  if (features.has('timers')) deaths.push(Fate.ThrowInTimer, Fate.ExitAside, Fate.ThrowAside);
  if (pool.smallHeap && features.has('memoryLimit')) deaths.push(Fate.OutOfMemory);
  if (stopsOf(job, features).length > 0) deaths.push(Fate.Endless, Fate.Block, Fate.AwaitForever, Fate.Heed);
  return deaths;
}

function isBlocking(job: JobPlan): boolean {
  return job.kind === 'applySync' || job.kind === 'mapSync';
}

/** A thread that blocks stops nobody, so who it waits for must not wait for it; and of a thread that runs out of memory it does not learn. */
function withoutUnseen(features: ReadonlySet<Feature>): Set<Feature> {
  const left = new Set(features);
  left.delete('abort');
  left.delete('cancel');
  left.delete('memoryLimit');
  return left;
}

/** The ways to stop a task of a job that goes on for ever. */
function stopsOf(job: JobPlan, features: ReadonlySet<Feature>): Stop[] {
  if (job.stop !== 'none' && job.stop !== 'abortSoon') return [job.stop];
  const stops: Stop[] = [];
  // What aborts a job of many tasks leaves little of it to look at.
  if (features.has('timeout')) stops.push('timeout', 'timeout', 'timeout');
  // Nobody is left to abort what still runs of a job whose caller went away.
  if (job.failFast || job.leavesAfter !== undefined) return stops;
  if (features.has('abort')) stops.push('abortRunning');
  if (features.has('cancel') && job.kind === 'applyAsync') stops.push('cancelRunning');
  return stops;
}
