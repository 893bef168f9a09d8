import type { Fault, FaultKind } from './audit.js';
import { makePool, type MakePool } from './chaos-pool.js';
import type { Feature } from './features.js';
import { Ledger, Settled } from './ledger.js';
import { MemoryWatch, type MemoryTrend } from './memory.js';
import { planRound, type RoundPlan } from './plan.js';
import { processResources, processResourcesLike, type ProcessResources, warmUpProcess } from './process-resources.js';
import { Random } from './random.js';
import { type RoundOutcome, runRound } from './round.js';

export interface ChaosSettings {
  readonly seed: number;
  readonly tasks: number;
  readonly deaths: number;
  readonly features: ReadonlySet<Feature>;
  readonly round?: number | undefined;
  readonly makePool?: MakePool;
  readonly quietMs?: number;
  /** Told after each round. */
  readonly onRound?: (summary: ChaosSummary) => void;
}

/** What a run came to, or has come to so far. */
export interface ChaosSummary {
  rounds: number;
  tasks: number;
  /** Workers that died by their own hand; tasks that were stopped from outside; lives of workers in all. */
  deaths: number;
  stops: number;
  lives: number;
  readonly settled: Map<Settled, number>;
  readonly faults: Record<FaultKind, number>;
  /** The first faults, in words. */
  readonly texts: string[];
  residentMb: number;
  memory: MemoryTrend | undefined;
  /** What there was before the first pool and after the last one. */
  before: ProcessResources | undefined;
  after: ProcessResources | undefined;
  isStuck: boolean;
}

/** A round has one pool: so many deaths are about what its tasks keep busy with. */
const DEATHS_PER_ROUND = 12;
const FEWEST_ROUNDS = 4;

const MOST_TEXTS = 20;

/** Far above what anything here takes. */
const QUIET_MILLIS = 60_000;

/** What the system may take to forget a thread that has ended. */
const PATIENCE_MILLIS = 3000;

/** Runs pools one after the other, each through a plan of its own, and adds up what their ledgers say. */
export async function runChaos(settings: ChaosSettings): Promise<ChaosSummary> {
  const summary = emptySummary();
  await warmUp();
  const memory = new MemoryWatch();
  summary.before = processResources();
  for (const plan of plansOf(settings)) {
    const outcome = await runRound(plan, settings.makePool ?? makePool, settings.quietMs ?? QUIET_MILLIS);
    addRound(summary, plan, outcome);
    if (outcome.isStuck) break;
    memory.sample(summary.tasks);
    summary.residentMb = memory.residentMb;
    settings.onRound?.(summary);
  }
  summary.after = await processResourcesLike(summary.before, PATIENCE_MILLIS);
  summary.memory = memory.trend();
  return summary;
}

/** The plans of a run: those of its rounds are drawn one after the other, so that a single one can be had again. */
export function* plansOf(settings: ChaosSettings): Generator<RoundPlan, void, undefined> {
  const random = new Random(settings.seed);
  const rounds = Math.max(FEWEST_ROUNDS, Math.ceil(settings.deaths / DEATHS_PER_ROUND));
  for (let round = 0; round < rounds; round += 1) {
    const seed = random.bits();
    if (settings.round !== undefined && settings.round !== round) continue;
    const tasks = share(settings.tasks, round, rounds);
    if (tasks > 0) yield planRound(seed, tasks, share(settings.deaths, round, rounds), settings.features);
  }
}

/** What a round gets of a whole that is dealt out evenly. */
function share(whole: number, round: number, rounds: number): number {
  return Math.floor((whole * (round + 1)) / rounds) - Math.floor((whole * round) / rounds);
}

/** A small pool first: what Node loads and starts once is there before anything is counted. */
async function warmUp(): Promise<void> {
  await warmUpProcess();
  const pool = makePool(planRound(1, 1, 0, new Set()).pool, Ledger.create(1));
  await pool.apply('work', [0]);
  await pool.close();
}

function emptySummary(): ChaosSummary {
  return {
    rounds: 0,
    tasks: 0,
    deaths: 0,
    stops: 0,
    lives: 0,
    settled: new Map(),
    faults: { lost: 0, settledTwice: 0, ranTwice: 0, wrong: 0, unexplained: 0 },
    texts: [],
    residentMb: 0,
    memory: undefined,
    before: undefined,
    after: undefined,
    isStuck: false,
  };
}

function addRound(summary: ChaosSummary, plan: RoundPlan, outcome: RoundOutcome): void {
  const { ledger, faults } = outcome;
  for (const how of Object.values(Settled)) {
    let count = summary.settled.get(how) ?? 0;
    for (let task = 0; task < plan.tasks; task += 1) count += ledger.settlementsOf(task, how);
    summary.settled.set(how, count);
  }
  for (const fault of faults) addFault(summary, fault);
  summary.rounds += 1;
  summary.tasks += plan.tasks;
  summary.deaths += outcome.deaths;
  summary.stops += outcome.stops;
  summary.lives += ledger.lives;
  summary.isStuck = outcome.isStuck;
}

function addFault(summary: ChaosSummary, { kind, text }: Fault): void {
  summary.faults[kind] += 1;
  if (summary.texts.length < MOST_TEXTS) summary.texts.push(`round ${summary.rounds}: ${text}`);
}
