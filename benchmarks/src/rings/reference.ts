import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NativeProgram } from '../native-program.js';
import { WrongResultError } from '../verify.js';
import type { LaneName } from './lane.js';

const run = promisify(execFile);
const PROGRAM = new NativeProgram('spsc');

/** Arguments of the program for each lane it has: the kind of value, and the batch. */
const LANES: { readonly [Name in LaneName]?: readonly [kind: string, batchLength: number] } = {
  'numbers, one by one': ['numbers', 1],
  'numbers, in batches of 64': ['numbers', 64],
  '16 B records, one by one': ['records16', 1],
  '16 B records, in batches of 64': ['records16', 64],
  '256 B records, one by one': ['records256', 1],
  '256 B records, in batches of 64': ['records256', 64],
  'round trip, spinning': ['roundtrip', 1],
};

/** The queue in C++ that the rings are held against. */
export const REFERENCE = 'C++ reference';

/** The settings the reference has in a lane. Its published form moves values one by one; it is held against batches too. */
export function referenceSettings(lane: LaneName): readonly string[] {
  const [, batchLength] = LANES[lane] ?? [];
  if (batchLength === undefined) return [];
  return batchLength === 1 ? ['default'] : ['default', 'in batches'];
}

/** Compiles the reference. Returns what is missing, in words, when that cannot be done. */
export async function compileReference(): Promise<readonly string[]> {
  return PROGRAM.compile();
}

/** Runs the reference for at least `targetMs` and returns transfers, or round trips, per second. */
export async function referencePerSecond(lane: LaneName, setting: string, targetMs: number): Promise<number> {
  const [kind, batchLength] = LANES[lane] ?? [];
  if (kind === undefined) throw new RangeError(`Expected a lane the reference has, got ${lane}.`);
  const batch = setting === 'default' ? 1 : batchLength;
  const { stdout } = await run(PROGRAM.path, [kind, String(batch), String(targetMs)]);
  const { perSecond, wrong } = JSON.parse(stdout) as { readonly perSecond: number; readonly wrong: number };
  if (wrong > 0) throw new WrongResultError(`Expected the C++ reference to lose nothing, got ${wrong} wrong values.`);
  return perSecond;
}
