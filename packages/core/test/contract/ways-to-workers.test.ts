import { describe } from 'vitest';
import { Pool, type PoolOptions } from 'ringpool';
import { contractOf } from 'ringpool/testing';
import { runContract } from './run-contract.ts';

/** Has every value go by the side channel, as only large ones do otherwise. A switch for tests, and no part of the options. */
const AVOIDS_RING: symbol = Symbol.for('ringpool:avoidsRing');

const CONFIGURATIONS: [string, PoolOptions][] = [
  ['with the smallest rings', { workers: 2, ringBytes: 4096 }],
  ['with four tasks open in each worker', { workers: 2, concurrency: 4 }],
  ['that sends everything beside its rings', { workers: 2, [AVOIDS_RING]: true }],
];

describe.each(CONFIGURATIONS)('a pool %s', (_name, options) => {
  runContract(contractOf((module, more) => new Pool(module, more), { options }));
});
