import type { PoolContender } from './contender.js';
import { bareWorker, messagePort } from './hand-written.js';
import { inProcess } from './in-process.js';
import { jestWorker } from './jest-worker.js';
import { piscina } from './piscina.js';
import { poolifier } from './poolifier.js';
import { ringpool } from './ringpool.js';
import { synckit } from './synckit.js';
import { tinypool } from './tinypool.js';
import { workerpool } from './workerpool.js';

/** Every contender that runs tasks, the limit without threads among them. */
export const POOLS: readonly PoolContender[] = [
  ringpool,
  piscina,
  tinypool,
  workerpool,
  poolifier,
  jestWorker,
  synckit,
  bareWorker,
  messagePort,
  inProcess,
];

export function poolNamed(name: string): PoolContender {
  const contender = POOLS.find((pool) => pool.name === name);
  if (contender === undefined) {
    throw new RangeError(`Expected a contender out of ${POOLS.map((pool) => pool.name).join(', ')}, got ${name}.`);
  }
  return contender;
}
