import { parseArgs } from 'node:util';
import { type Feature, FEATURES, featuresWithout } from './features.js';

export interface Options {
  readonly seed: number;
  readonly tasks: number;
  readonly deaths: number;
  readonly features: ReadonlySet<Feature>;
  /** Runs one round only, that of this seed, as it was in the run that told of it. */
  readonly round: number | undefined;
}

const CI_SIZE = { tasks: 100_000, deaths: 500 };
const LONG_SIZE = { tasks: 10_000_000, deaths: 10_000 };

export const USAGE: string = `Usage: pnpm chaos [options]
  --seed N           the same tasks and deaths again; a seed is printed first of all
  --tasks N          ${CI_SIZE.tasks} when nothing is said
  --deaths N         ${CI_SIZE.deaths} when nothing is said
  --long             ${LONG_SIZE.tasks} tasks and ${LONG_SIZE.deaths} deaths
  --round N          only this round of the run
  --without A,B      leaves out some of ${FEATURES.join(', ')}`;

/** Reads the command line. Throws `TypeError` or `RangeError` for what it does not understand. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      tasks: { type: 'string' },
      deaths: { type: 'string' },
      long: { type: 'boolean', default: false },
      round: { type: 'string' },
      without: { type: 'string' },
    },
  });
  const size = values.long ? LONG_SIZE : CI_SIZE;
  return {
    seed: integer('seed', values.seed, 0) ?? Date.now() % 2 ** 31,
    tasks: integer('tasks', values.tasks, 1) ?? size.tasks,
    deaths: integer('deaths', values.deaths, 0) ?? size.deaths,
    features: featuresWithout(values.without?.split(',') ?? []),
    round: integer('round', values.round, 0),
  };
}

function integer(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new RangeError(`Expected --${name} to be an integer of at least ${least}, got ${text}.`);
  return value;
}
