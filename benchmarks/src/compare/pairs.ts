import { rotate } from '../measure.js';
import type { Failure, Sample } from '../results.js';
import type { SampleReply, SampleRequest } from '../sample.js';
import type { Cell, Effort } from '../scenario.js';
import { cellName } from '../scenario.js';
import { checkDigests, WrongResultError } from '../verify.js';

/** `old`: the build of the commit that was named. `new`: that of this checkout. */
export type Side = 'old' | 'new';

const SIDES: readonly Side[] = ['old', 'new'];

export interface SideSample extends Sample {
  readonly side: Side;
}

export interface SideFailure extends Failure {
  readonly side: Side;
}

export interface Pairs {
  readonly samples: SideSample[];
  readonly failures: SideFailure[];
}

/** How two builds are measured. `measureSample` is a seam: tests measure nothing. */
export interface PairPlan {
  readonly effort: Effort;
  readonly pairs: number;
  readonly measureSample: (request: SampleRequest, side: Side) => Promise<SampleReply>;
}

/**
 * Measures the cells of one row with both builds: in each round every cell twice, the two samples of a pair right after each other,
 * each in a fresh process. Who comes first changes from round to round, and so does the first cell. A cell that failed with either
 * build is not measured again. Throws `WrongResultError` when anybody computed something wrong.
 */
export async function measurePairs(row: string, cells: readonly Cell[], plan: PairPlan): Promise<Pairs> {
  const results: Pairs = { samples: [], failures: [] };
  const digests: string[] = [];
  for (let round = 0; round < plan.pairs; round += 1) {
    for (const cell of rotate(
      cells.filter((one) => !hasFailed(one, results)),
      round,
    )) {
      for (const side of rotate(SIDES, round)) {
        const reply = await plan.measureSample({ cell, effort: plan.effort }, side);
        keep(results, digests, { ...cell, round, side }, reply);
      }
    }
  }
  checkDigests(row, digests);
  return results;
}

function hasFailed(cell: Cell, { failures }: Pairs): boolean {
  return failures.some((failure) => cellName(failure) === cellName(cell));
}

/** Adds a reply to the results. */
function keep(
  { samples, failures }: Pairs,
  digests: string[],
  place: Omit<SideSample, 'readings'>,
  reply: SampleReply,
): void {
  if (reply.state === 'measured') {
    const { readings, digest } = reply.outcome;
    samples.push({ ...place, readings });
    if (digest !== undefined) digests.push(digest);
  } else if (reply.state === 'wrong') {
    throw new WrongResultError(`${cellName(place)}, ${place.side} build: ${reply.message}`);
  } else {
    failures.push({ ...place, message: reply.message });
  }
}
