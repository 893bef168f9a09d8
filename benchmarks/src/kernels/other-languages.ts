import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missingPython, PYTHON_POOL, pythonCells } from '../contenders/python-pool.js';
import { NativeProgram } from '../native-program.js';
import type { Cell, Effort, Outcome } from '../scenario.js';
import { median } from '../statistics.js';
import { mandelbrotKernel, mandelbrotSide } from './mandelbrot.js';

const run = promisify(execFile);
const PROGRAM = new NativeProgram('mandelbrot');
const SCRIPT = fileURLToPath(new URL('../../python/mandelbrot_benchmark.py', import.meta.url));

/** The kernel in C++: what the machine can do, whatever the language. */
const ONE_THREAD = 'C++, one thread';
const THREADS = 'C++ threads';

const WARM_UP_MS: Readonly<Record<Effort, number>> = { quick: 100, full: 500 };
const RUNS: Readonly<Record<Effort, number>> = { quick: 5, full: 9 };

/** Python compiles nothing that would have to warm up, and takes seconds. */
const PYTHON_RUNS: Readonly<Record<Effort, number>> = { quick: 1, full: 2 };

/** More than any picture. */
const MOST_BYTES = 2 ** 27;

let canRunNative = false;

/** Makes what is written in other languages ready. Returns what is left out, in words. */
export async function prepareOtherLanguages(): Promise<readonly string[]> {
  const leftOut = await PROGRAM.compile();
  canRunNative = leftOut.length === 0;
  return [...leftOut, ...(await missingPython())];
}

/** Their cells in a row: one kernel is written in them. */
export function otherLanguageCells(scenario: string, row: string): readonly Cell[] {
  if (row !== mandelbrotKernel.title) return [];
  const native = canRunNative ? [ONE_THREAD, THREADS] : [];
  return [
    ...native.map((contender) => ({ scenario, row, contender, setting: 'default' })),
    ...pythonCells(scenario, row),
  ];
}

const MEASURES: Readonly<Record<string, (side: number, workers: number, effort: Effort) => Promise<Outcome>>> = {
  [ONE_THREAD]: (side, _workers, effort) => measureNative(side, 1, effort),
  [THREADS]: measureNative,
  [PYTHON_POOL]: (side, workers, effort) => measurePython({ side, workers, runs: PYTHON_RUNS[effort] }),
};

/** Measures a cell that is one of theirs; `undefined` for any other. */
export function measureOtherLanguage(
  { contender }: Cell,
  workers: number,
  effort: Effort,
): Promise<Outcome> | undefined {
  return MEASURES[contender]?.(mandelbrotSide(effort), workers, effort);
}

async function measureNative(side: number, threads: number, effort: Effort): Promise<Outcome> {
  const args = [side, threads, WARM_UP_MS[effort], RUNS[effort]].map(String);
  const { stdout, stderr } = await run(PROGRAM.path, args, { encoding: 'buffer', maxBuffer: MOST_BYTES });
  return outcomeOf(
    JSON.parse(stderr.toString()) as readonly number[],
    createHash('sha256').update(stdout).digest('hex'),
  );
}

async function measurePython(plan: { side: number; workers: number; runs: number }): Promise<Outcome> {
  const { stdout } = await run('python3', [SCRIPT, JSON.stringify(plan)]);
  const { times, digest } = JSON.parse(stdout) as { readonly times: readonly number[]; readonly digest: string };
  return outcomeOf(times, digest);
}

function outcomeOf(times: readonly number[], digest: string): Outcome {
  return { readings: { milliseconds: median(times) }, digest };
}
