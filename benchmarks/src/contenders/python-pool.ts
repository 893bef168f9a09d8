import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Costs } from '../costs.js';
import type { Readings } from '../metric.js';
import type { Cell, Outcome } from '../scenario.js';
import { WrongResultError } from '../verify.js';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../../python/pool_benchmark.py', import.meta.url));

/** The contender that is no library of Node: `multiprocessing.Pool`, each sample a process of its own. */
export const PYTHON_POOL = 'Python Pool';

/** What the script is asked for, with the names of the arguments it has for each. */
export type PythonRequest =
  | { readonly mode: 'tiny'; readonly in_flight: number; readonly warm_up_s: number; readonly measured_s: number }
  | { readonly mode: 'awaited'; readonly warm_up_s: number; readonly measured_s: number }
  | { readonly mode: 'map'; readonly count: number; readonly runs: number }
  | { readonly mode: 'start' };

/** What one run of the script prints. */
interface PythonSample {
  readonly readings: Readings;
  readonly costs: Costs;
  readonly wrong: number;
}

let known: { readonly version: string | undefined } | undefined;

/** The version of `python3`; `undefined` where there is none that has `multiprocessing`. */
export function pythonVersion(): string | undefined {
  known ??= { version: askForVersion() };
  return known.version;
}

function askForVersion(): string | undefined {
  const script = 'import multiprocessing.pool, platform; print(platform.python_version())';
  try {
    return execFileSync('python3', ['-c', script], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** The cell of Python's pool in a row, if it can be measured. */
export function pythonCells(scenario: string, row: string): readonly Cell[] {
  return pythonVersion() === undefined ? [] : [{ scenario, row, contender: PYTHON_POOL, setting: 'default' }];
}

/** What to say where Python is not measured. A scenario with such cells has this for its `prepare`. */
export async function missingPython(): Promise<readonly string[]> {
  return pythonVersion() === undefined
    ? ["Python's multiprocessing.Pool is left out, because no python3 was found that has it."]
    : [];
}

export async function measurePythonPool(workers: number, { mode, ...plan }: PythonRequest): Promise<Outcome> {
  const { stdout } = await run('python3', [SCRIPT, mode, JSON.stringify({ workers, ...plan })]);
  return pythonOutcome(stdout);
}

/** Reads what the script printed. Throws `WrongResultError` when a result was wrong. */
export function pythonOutcome(printed: string): Outcome {
  const { readings, costs, wrong } = JSON.parse(printed) as PythonSample;
  if (wrong > 0) throw new WrongResultError(`Expected Python's pool to compute x + 1, got ${wrong} wrong results.`);
  return { readings, costs };
}
