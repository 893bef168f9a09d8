import { BARS } from './bars.js';
import { measureInFreshProcess } from './fresh-process.js';
import { describeMachine } from './machine.js';
import type { MeasurePlan } from './measure.js';
import { measureRow } from './measure.js';
import type { Options } from './options.js';
import { rowTable } from './report.js';
import type { Failure, Results, Sample } from './results.js';
import type { Cell, Effort } from './scenario.js';
import { scenarioNamed } from './scenarios/scenarios.js';

type Rounds = Pick<MeasurePlan, 'rounds' | 'openRounds'>;

const ROUNDS: Readonly<Record<Effort, Rounds>> = {
  quick: { rounds: 3, openRounds: 1 },
  full: { rounds: 5, openRounds: 2 },
};

/** Measures what the options ask for, and shows each row when it is done. */
export async function runScenarios(options: Options, show: (text: string) => void): Promise<Results> {
  const machine = describeMachine();
  const samples: Sample[] = [];
  const failures: Failure[] = [];
  const leftOut: string[] = [];
  for (const id of options.scenarios) {
    const scenario = scenarioNamed(id);
    leftOut.push(...((await scenario.prepare?.(options)) ?? []));
    for (const row of scenario.rows(options)) {
      const measured = await measureRow(row, scenario.cells(row), planFor(options.effort));
      show(`\n${id} ${scenario.title}: ${row.name}\n${rowTable(measured.samples)}`);
      samples.push(...measured.samples);
      failures.push(...measured.failures);
    }
  }
  return {
    date: new Date().toISOString(),
    effort: options.effort,
    machine,
    samples,
    failures,
    leftOut: [...new Set(leftOut)],
  };
}

function planFor(effort: Effort): MeasurePlan {
  return { effort, ...ROUNDS[effort], isJudged, measureSample: (request) => measureInFreshProcess(request) };
}

function isJudged(cell: Cell): boolean {
  return BARS.some(
    ({ scenario, row, subject, reference }) =>
      scenario === cell.scenario && row === cell.row && (cell.contender === subject || cell.contender === reference),
  );
}
