import type { RunningCaller } from '../callers/caller.js';
import { callerNamed } from '../callers/callers.js';
import type { ChainPlan } from '../chains.js';
import { CostMeter } from '../costs.js';
import { SHARED_LARGE, SHARED_SMALL } from '../payloads/array-payloads.js';
import type { Send } from '../payloads/check-payload.js';
import { checkPayload } from '../payloads/check-payload.js';
import type { Payload } from '../payloads/payload.js';
import { drivePayload } from '../payloads/payload-chains.js';
import { PAYLOADS, payloadTitled } from '../payloads/payloads.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';

const WORKERS = 1;

/**
 * In the first quarter of a second V8's compilers have most of both cores, and neither thread gets far. Each kind of value has code of its own
 * to be compiled; piscina needs up to a second until it runs as fast as it ever will.
 */
const TIMES: Readonly<Record<Effort, Omit<ChainPlan, 'inFlight'>>> = {
  quick: { warmUpMs: 800, measuredMs: 300 },
  full: { warmUpMs: 1_500, measuredMs: 1_000 },
};

/** The settings of piscina that lead in S1 and S2; the others are variants of these. */
const PISCINA = ['default', '16 tasks, async', '16 tasks, disabled', '16 tasks, async, no timing'];

/** ringpool with the smaller shared array, in the row of the large one: the time of both must be the same. */
export const RINGPOOL_SHARED_SMALL = 'ringpool, 8 KB shared';

/** What a quick run leaves out costs as much as it tells. */
const IN_QUICK_RUN = new Set([
  'number',
  '1 KB string',
  'small object',
  '8 KB Float64Array, copied',
  SHARED_LARGE.title,
]);

/** Values of many kinds, there and back. */
export const payloadSweep: Scenario = {
  id: 'S4',
  title: 'payloads there and back, 1 worker',
  rows: ({ effort }) =>
    PAYLOADS.filter(({ title }) => effort === 'full' || IN_QUICK_RUN.has(title)).map(({ title }): Row => ({
      name: title,
      metric: 'tasksPerSecond',
    })),
  cells,
  measure,
};

function cells({ name }: Row): readonly Cell[] {
  const cell = { scenario: 'S4', row: name, setting: 'default' };
  const own = name === SHARED_LARGE.title ? ['ringpool', RINGPOOL_SHARED_SMALL] : ['ringpool'];
  return [
    ...own.map((contender) => ({ ...cell, contender })),
    ...PISCINA.map((setting) => ({ ...cell, contender: 'piscina', setting })),
  ];
}

async function measure({ contender, row, setting }: Cell, effort: Effort): Promise<Outcome> {
  const isSmall = contender === RINGPOOL_SHARED_SMALL;
  const payload = isSmall ? SHARED_SMALL : payloadTitled(row);
  const pool = await callerNamed(isSmall ? 'ringpool' : contender).start(WORKERS, setting);
  const send = wayOf(payload, pool);
  await checkPayload(payload, send);
  const meter = new CostMeter();
  const tasksPerSecond = await drivePayload(payload, send, TIMES[effort], meter);
  await checkPayload(payload, send);
  await pool.stop();
  return { readings: { tasksPerSecond }, costs: meter.costs };
}

function wayOf(payload: Payload, { call, echoMoved }: RunningCaller): Send {
  if (!payload.isMoved) return (value) => call('echo', value);
  if (echoMoved === undefined) throw new RangeError(`Expected a contender that can move memory for ${payload.title}.`);
  return (value) => echoMoved(value as Float64Array);
}
