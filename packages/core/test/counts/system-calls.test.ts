import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withPlanted } from './planted-build.ts';
import { CHECKOUT, runCounting } from './run-counting.ts';

/** A bar, not a count: collections of garbage and the compiler's threads make some, and how many differs. */
const MOST_CALLS_PER_TASK = 0.1;

/** Tasks of the two runs whose difference counts: what starts and ends the process is in both. */
const FEW = 10_000;
const MANY = 110_000;

/** Whether `strace` is there and may trace: it is not in every container, and there is none outside of Linux. */
const canTrace = spawnSync('strace', ['-c', '-o', '/dev/null', 'true']).status === 0;

async function callsPerTask(root: string): Promise<number> {
  return ((await callsOf(root, MANY)) - (await callsOf(root, FEW))) / (MANY - FEW);
}

/** System calls of a whole process, with all its threads, that runs so many tasks. */
async function callsOf(root: string, tasks: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ringpool-strace-'));
  const table = join(folder, 'calls');
  try {
    await runCounting('load-program.mjs', [root, String(tasks)], [], ['strace', '-c', '-f', '-o', table]);
    return totalOf(await readFile(table, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The calls in the last line of strace's table: share, seconds, microseconds for each, calls, errors, `total`. */
function totalOf(table: string): number {
  const total = /^\s*100\.00\s+\S+\s+(?:\S+\s+)?(?<calls>\d+)\s+(?:\d+\s+)?total$/m.exec(table)?.groups?.['calls'];
  if (total === undefined) throw new Error(`Expected a table of strace with a total, got ${JSON.stringify(table)}.`);
  return Number(total);
}

// Left out where `strace` is missing or may not trace: nothing else counts the calls of all threads of a process.
describe.skipIf(!canTrace)('of system calls (counted where strace is there and may trace)', () => {
  it('a tiny task takes less than a tenth of one, while many are in flight', async () => {
    expect(await callsPerTask(CHECKOUT)).toBeLessThan(MOST_CALLS_PER_TASK);
  });

  it('one for each task is found', async () => {
    const change = {
      file: 'core/dist/call-job.js',
      from: 'this.#resolve = resolve;',
      to: 'this.#resolve = resolve; process.cpuUsage();',
    };
    expect(await withPlanted(change, callsPerTask)).toBeGreaterThan(1 - MOST_CALLS_PER_TASK);
  });
});
