import { BARS } from '../bars.js';
import type { Failure, Results } from '../results.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import type { Verdict } from '../verdict.js';
import { judge } from '../verdict.js';
import type { Panel } from './panel.js';
import { panelsOf } from './panel.js';

/** What the page says about one scenario. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  /** The bars that could be judged. */
  readonly verdicts: readonly Verdict[];
  readonly failures: readonly Failure[];
}

/** A section for each scenario in the results: those we know in our order, then the others as they come. */
export function sectionsOf(results: Results): readonly Section[] {
  const verdicts = judgedBars(results);
  return scenarioIds(results).map((id) => ({
    id,
    title: SCENARIOS.find((scenario) => scenario.id === id)?.title ?? '',
    panels: panelsOf(
      id,
      results.samples.filter(({ scenario }) => scenario === id),
    ),
    verdicts: verdicts.filter(({ bar }) => bar.scenario === id),
    failures: results.failures.filter(({ scenario }) => scenario === id),
  }));
}

function judgedBars(results: Results): readonly Verdict[] {
  return judge(BARS, results).filter(({ state }) => state !== 'not measured');
}

function scenarioIds({ samples, failures }: Results): readonly string[] {
  const found = new Set([...samples, ...failures].map(({ scenario }) => scenario));
  const known = SCENARIOS.map(({ id }) => id).filter((id) => found.has(id));
  return [...new Set([...known, ...found])];
}
