import type { Caller } from './caller.js';
import { jestWorkerCaller } from './jest-worker-caller.js';
import { piscinaCaller } from './piscina-caller.js';
import { poolifierCaller } from './poolifier-caller.js';
import { ringpoolCaller } from './ringpool-caller.js';

export const CALLERS: readonly Caller[] = [ringpoolCaller, piscinaCaller, poolifierCaller, jestWorkerCaller];

export function callerNamed(name: string): Caller {
  const caller = CALLERS.find((candidate) => candidate.name === name);
  if (caller === undefined) {
    throw new RangeError(`Expected a caller out of ${CALLERS.map((one) => one.name).join(', ')}, got ${name}.`);
  }
  return caller;
}
