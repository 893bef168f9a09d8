import { describe } from 'vitest';
import { Pool } from 'ringpool';
import { contractOf } from 'ringpool/testing';
import { runContract } from './run-contract.ts';

describe.each([
  ['of one worker', { workers: 1 }],
  ['of two workers', { workers: 2 }],
  ['of eight workers', { workers: 8 }],
])('a pool %s', (_name, options) => {
  runContract(contractOf((module, more) => new Pool(module, more), { options }));
});
