import type { Failure, Sample } from './results.js';
import type { SampleReply, SampleRequest } from './sample.js';
import type { Cell, Effort, Outcome, Row } from './scenario.js';
import { cellName } from './scenario.js';
import { shortlist } from './shortlist.js';
import { checkDigests, WrongResultError } from './verify.js';

/** How a row is measured. `measureSample` is a seam: tests measure nothing. */
export interface MeasurePlan {
  readonly effort: Effort;
  readonly rounds: number;
  /** Rounds in which every cell takes part; after them, those that are worth it. */
  readonly openRounds: number;
  /** The contenders that a bar names. The others take part in the open rounds only when time is short. */
  readonly isJudged: (cell: Cell) => boolean;
  readonly measureSample: (request: SampleRequest) => Promise<SampleReply>;
}

export interface RowResults {
  readonly samples: Sample[];
  readonly failures: Failure[];
}

/**
 * Measures one row: in each round every cell once, each in a fresh process, in an order that moves on by one from round
 * to round. Whatever else happens on the machine meets all contenders alike, and the samples of a round can be compared
 * as pairs. Throws `WrongResultError` when anybody computed something wrong.
 */
export async function measureRow(row: Row, cells: readonly Cell[], plan: MeasurePlan): Promise<RowResults> {
  const results: RowResults = { samples: [], failures: [] };
  const digests: string[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const cell of rotate(cellsOfRound(round, row, cells, results, plan), round)) {
      const outcome = keep(results, cell, round, await plan.measureSample({ cell, effort: plan.effort }));
      if (outcome?.digest !== undefined) digests.push(outcome.digest);
    }
  }
  checkDigests(row.name, digests);
  return results;
}

/** Adds a reply to the results, and returns the outcome if there is one. */
function keep(results: RowResults, cell: Cell, round: number, reply: SampleReply): Outcome | undefined {
  if (reply.state === 'measured') {
    const { readings, costs } = reply.outcome;
    results.samples.push({ ...cell, round, readings, ...(costs !== undefined && { costs }) });
    return reply.outcome;
  }
  if (reply.state === 'wrong') throw new WrongResultError(`${cellName(cell)}: ${reply.message}`);
  results.failures.push({ ...cell, round, message: reply.message });
  return undefined;
}

/** Everybody in the open rounds; then those that are worth it, and in a quick run only those that a bar names. */
function cellsOfRound(
  round: number,
  row: Row,
  cells: readonly Cell[],
  { samples, failures }: RowResults,
  plan: MeasurePlan,
): readonly Cell[] {
  const alive = cells.filter((cell) => !failures.some((failure) => cellName(failure) === cellName(cell)));
  if (round < plan.openRounds) return alive;
  return shortlist(row, plan.effort === 'full' ? alive : alive.filter(plan.isJudged), samples);
}

/** The same cells, beginning `by` places later. */
export function rotate<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
