import type { PoolContender } from './contender.js';
import { inProcess } from './in-process.js';
import { piscina } from './piscina.js';
import { poolifier } from './poolifier.js';
import { ringpool } from './ringpool.js';
import { tinypool } from './tinypool.js';
import { workerpool } from './workerpool.js';

/** Every contender that runs tasks, the limit without threads among them. */
export const POOLS: readonly PoolContender[] = [ringpool, piscina, tinypool, workerpool, poolifier, inProcess];

export function poolNamed(name: string): PoolContender {
  const contender = POOLS.find((pool) => pool.name === name);
  if (contender === undefined) {
    throw new RangeError(`Expected a contender out of ${POOLS.map((pool) => pool.name).join(', ')}, got ${name}.`);
  }
  return contender;
}
