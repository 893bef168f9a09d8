import { describe } from 'vitest';
import { itBehavesAsPool } from './pool-behaviour.ts';

describe.each([
  ['of one worker', { workers: 1 }],
  ['of two workers', { workers: 2 }],
  ['of eight workers', { workers: 8 }],
  ['with the smallest rings', { workers: 2, ringBytes: 4096 }],
  ['of eight workers with the smallest rings', { workers: 8, ringBytes: 4096 }],
])('a pool %s', (_name, options) => {
  itBehavesAsPool(options);
});
