import { BARS } from '../bars.js';
import { measureInFreshProcess } from '../fresh-process.js';
import type { Machine } from '../machine.js';
import { describeMachine } from '../machine.js';
import type { Options } from '../options.js';
import type { Effort } from '../scenario.js';
import { scenarioNamed } from '../scenarios/scenarios.js';
import type { Build } from './checkout.js';
import type { PairPlan, Pairs, Side } from './pairs.js';
import { measurePairs } from './pairs.js';

/** All that a comparison brought: enough to compute every verdict again. */
export interface Comparison extends Pairs {
  readonly date: string;
  readonly effort: Effort;
  readonly machine: Machine;
  /** The commit of each build. */
  readonly commits: Readonly<Record<Side, string>>;
  /** What had to be left out, in words. */
  readonly leftOut: readonly string[];
}

/** Pairs of each row: enough for a verdict, and for one that survives an odd pair on either end. */
const PAIRS: Readonly<Record<Effort, number>> = { quick: 7, full: 11 };

/** The contenders that are ours: those a bar asks something of. */
const OURS: ReadonlySet<string> = new Set(BARS.map(({ subject }) => subject));

/** Measures what the options ask for with both builds; `show` gets the pairs of each row when they are there. */
export async function compareBuilds(
  options: Options,
  builds: Readonly<Record<Side, Build>>,
  show: (pairs: Pairs) => void,
): Promise<Comparison> {
  const plan: PairPlan = {
    effort: options.effort,
    pairs: options.pairs ?? PAIRS[options.effort],
    measureSample: (request, side) => measureInFreshProcess(request, builds[side].root),
  };
  const machine = describeMachine();
  const all: Pairs = { samples: [], failures: [] };
  const leftOut: string[] = [];
  for (const id of options.scenarios) {
    const scenario = scenarioNamed(id);
    leftOut.push(...((await scenario.prepare?.(options)) ?? []));
    for (const row of scenario.rows(options)) {
      const cells = scenario.cells(row).filter(({ contender }) => OURS.has(contender));
      if (cells.length === 0) leftOut.push(`${id} ${row.name}: nothing of ours takes part.`);
      const pairs = await measurePairs(row.name, cells, plan);
      show(pairs);
      all.samples.push(...pairs.samples);
      all.failures.push(...pairs.failures);
    }
  }
  const commits = { old: builds.old.commit, new: builds.new.commit };
  return { date: new Date().toISOString(), effort: options.effort, machine, commits, ...all, leftOut };
}
