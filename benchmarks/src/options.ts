import { parseArgs } from 'node:util';
import type { Effort } from './scenario.js';
import { FEWEST_VALUES } from './compare/median-interval.js';
import { scenarioNamed, SCENARIOS } from './scenarios/scenarios.js';

export interface Options {
  readonly effort: Effort;
  readonly check: boolean;
  readonly publish: boolean;
  readonly scenarios: readonly string[];
  readonly workers: readonly number[];
  /** Results to report once more, instead of measuring. */
  readonly from: string | undefined;
  /** The commit whose build this checkout's is compared with, instead of anybody else. */
  readonly compare: string | undefined;
  /** Pairs of samples of a row, in a comparison. */
  readonly pairs: number | undefined;
  /** Whether what is compared may hold changes that are in no commit. */
  readonly allowsChanges: boolean;
}

export const USAGE = `Usage: pnpm bench [options]
  --quick            fewer and shorter samples: finds gross mistakes, gives no numbers worth quoting
  --check            exit with 1 when a bar is missed
  --only S1,S6       these scenarios only (${SCENARIOS.map(({ id }) => id).join(', ')})
  --workers 1,2      numbers of workers in S1 and S2
  --publish          write results/published.json, the table in README.md and docs/benchmarks.html, after a run of everything; they say which kind
  --from FILE        report these results again instead of measuring
  --compare COMMIT   build that commit too, measure both builds in pairs, and exit with 1 when this one is worse somewhere
  --pairs N          pairs of each row in a comparison, at least ${FEWEST_VALUES}
  --dirty            compare though packages/ holds changes that are in no commit`;

/** Reads the command line. Throws `TypeError` or `RangeError` for what it does not understand. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      only: { type: 'string' },
      workers: { type: 'string', default: '1,2' },
      from: { type: 'string' },
      compare: { type: 'string' },
      pairs: { type: 'string' },
      dirty: { type: 'boolean', default: false },
    },
  });
  refuseMixture(values);
  const partial = values.only !== undefined || values.workers !== '1,2';
  if (values.publish && partial) {
    throw new TypeError('Expected --publish with a run of everything, got a part of it.');
  }
  return {
    effort: values.quick ? 'quick' : 'full',
    check: values.check,
    publish: values.publish,
    scenarios: (values.only?.split(',') ?? SCENARIOS.map(({ id }) => id)).map((id) => scenarioNamed(id).id),
    workers: values.workers.split(',').map(workerCount),
    from: values.from,
    compare: values.compare,
    pairs: values.pairs === undefined ? undefined : pairCount(values.pairs),
    allowsChanges: values.dirty,
  };
}

/** A comparison has no bars and nobody else in it. */
function refuseMixture(values: Readonly<Record<string, unknown>>): void {
  const [excluded, side] =
    values['compare'] === undefined ? [['pairs', 'dirty'], 'without'] : [['check', 'publish', 'from'], 'with'];
  const mixed = excluded.find((name) => values[name] !== undefined && values[name] !== false);
  if (mixed !== undefined) throw new TypeError(`Expected no --${mixed} ${side} --compare, got it.`);
}

function pairCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < FEWEST_VALUES) {
    throw new RangeError(`Expected --pairs as an integer of at least ${FEWEST_VALUES}, got ${text}.`);
  }
  return count;
}

function workerCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Expected --workers as integers of at least 1, got ${text}.`);
  }
  return count;
}
