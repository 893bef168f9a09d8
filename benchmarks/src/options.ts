import { parseArgs } from 'node:util';
import type { Effort } from './scenario.js';
import { scenarioNamed, SCENARIOS } from './scenarios/scenarios.js';

export interface Options {
  readonly effort: Effort;
  readonly check: boolean;
  readonly publish: boolean;
  readonly scenarios: readonly string[];
  readonly workers: readonly number[];
  /** Results to report once more, instead of measuring. */
  readonly from: string | undefined;
}

export const USAGE = `Usage: pnpm bench [options]
  --quick            fewer and shorter samples: finds gross mistakes, gives no numbers worth quoting
  --check            exit with 1 when a bar is missed
  --only S1,S6       these scenarios only (${SCENARIOS.map(({ id }) => id).join(', ')})
  --workers 1,2      numbers of workers in S1 and S2
  --publish          write results/published.json and the table in README.md, after a run of everything; the table says which kind
  --from FILE        report these results again instead of measuring`;

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
    },
  });
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
  };
}

function workerCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Expected --workers as integers of at least 1, got ${text}.`);
  }
  return count;
}
