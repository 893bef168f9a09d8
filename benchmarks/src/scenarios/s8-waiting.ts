import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningTask } from '../contenders/contender.js';
import { poolNamed } from '../contenders/pools.js';
import { peakMemoryMb, processCpuUs } from '../costs.js';
import { mainThreadCpuUs } from '../main-thread-cpu.js';
import type { Readings } from '../metric.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { median } from '../statistics.js';
import { sharedNowNanos } from '../tasks/timed-tasks.js';
import { WrongResultError } from '../verify.js';

const WORKERS = 8;
const TASK_MS = 100;

/** Long enough that every worker has fallen asleep, and compiling and collecting of what has just been loaded are over. */
const SETTLE_MS = 500;

/** The main thread sleeps before each look at its CPU time: the system counts what a thread has run when it falls asleep. */
const NAP_MS = 5;

const IDLE_MS: Readonly<Record<Effort, number>> = { quick: 700, full: 5_000 };
const TASKS: Readonly<Record<Effort, number>> = { quick: 12, full: 20 };

export const IDLE_ROW = `${WORKERS} idle workers`;
export const TASK_ROW = `one task of ${TASK_MS} ms, ${WORKERS} workers`;

/** Its other settings are about several tasks at once, and here there is one at most. */
const PISCINA_SETTINGS = ['default', '1 task, async', '1 task, disabled'];

/** What waiting costs: of the workers when there is nothing to do, and of the main thread when one task runs. */
export const waiting: Scenario = {
  id: 'S8',
  title: 'waiting',
  rows: () => [
    { name: IDLE_ROW, metric: 'idleCpuPercent' },
    { name: TASK_ROW, metric: 'seenLateUs' },
  ],
  cells,
  measure,
};

function cells({ name: row }: Row): readonly Cell[] {
  const cellOf = (contender: string, setting: string): Cell => ({ scenario: 'S8', row, contender, setting });
  return [
    cellOf('ringpool', 'default'),
    ...PISCINA_SETTINGS.map((setting) => cellOf('piscina', setting)),
    cellOf('bare Worker', 'default'),
  ];
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const { startTask } = poolNamed(cell.contender);
  if (startTask === undefined)
    throw new RangeError(`Expected a contender that runs timed tasks, got ${cell.contender}.`);
  const pool = await startTask(WORKERS, cell.setting, 'computeFor');
  await Promise.all(Array.from({ length: WORKERS }, () => pool.run(1)));
  await sleep(SETTLE_MS);
  const readings = cell.row === IDLE_ROW ? await idle(IDLE_MS[effort]) : await runTasks(pool, TASKS[effort]);
  checkEnd(0, await pool.run(0));
  await pool.stop();
  // No meter ran: its looks at the event loop would wake the thread whose waiting is measured.
  return { readings, costs: { peakMemoryMb: peakMemoryMb() } };
}

/** The share of one core that the process takes while it has nothing to do. */
async function idle(durationMs: number): Promise<Readings> {
  const cpuBefore = processCpuUs();
  const startedAt = performance.now();
  await sleep(durationMs);
  const elapsedUs = (performance.now() - startedAt) * 1000;
  return { idleCpuPercent: (100 * (processCpuUs() - cpuBefore)) / elapsedUs };
}

/** How long after the end of a task its result is seen, and what the main thread does for one task, a nap included. */
async function runTasks(pool: RunningTask, count: number): Promise<Readings> {
  const late: number[] = [];
  const spent: number[] = [];
  for (let task = 0; task < count; task += 1) {
    await sleep(NAP_MS);
    const cpuBefore = mainThreadCpuUs() ?? Number.NaN;
    const startedAt = sharedNowNanos();
    const endedAt = await pool.run(TASK_MS);
    late.push((sharedNowNanos() - endedAt) / 1000);
    await sleep(NAP_MS);
    spent.push((mainThreadCpuUs() ?? Number.NaN) - cpuBefore);
    checkEnd(startedAt + TASK_MS * 1e6, endedAt);
  }
  const mainCpuUs = median(spent);
  return { seenLateUs: median(late), ...(!Number.isNaN(mainCpuUs) && { mainCpuUs }) };
}

/** Throws unless a task ended when it may have: not before its time, and not in the future. */
export function checkEnd(earliest: number, endedAt: number): void {
  if (endedAt >= earliest && endedAt <= sharedNowNanos()) return;
  throw new WrongResultError(`Expected a task to end after ${earliest} ns and before now, got ${endedAt}.`);
}
