import type { CostName } from './costs.js';
import { COSTS } from './costs.js';
import type { Sample } from './results.js';
import { costsOf } from './results.js';
import { summarize } from './statistics.js';
import { shortNumber } from './table.js';

/** The costs that any of the samples tells: each is a column. */
export function costsToldOf(samples: readonly Sample[]): readonly CostName[] {
  return (Object.keys(COSTS) as CostName[]).filter((cost) => costsOf(samples, cost).length > 0);
}

export function costTitles(costs: readonly CostName[]): readonly string[] {
  return costs.map((cost) => COSTS[cost]);
}

/** The median of each cost, for a line of a table. */
export function costFigures(samples: readonly Sample[], costs: readonly CostName[]): readonly string[] {
  return costs.map((cost) => {
    const summary = summarize(costsOf(samples, cost));
    return summary === undefined ? '–' : shortNumber(summary.median);
  });
}
