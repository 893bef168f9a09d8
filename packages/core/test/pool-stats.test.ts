import { describe, expect, it } from 'vitest';
import { utilizationOf } from '../src/pool-stats.ts';

describe('utilization', () => {
  it.each([
    [0, 1000, 0],
    [250, 1000, 0.25],
    [1000, 1000, 1],
    [1003, 1000, 1],
    [0, 0, 0],
    [1, 0, 0],
  ])('of %d ms busy in %d ms is %d', (busyMs, workerMs, share) => {
    expect(utilizationOf(busyMs, workerMs)).toBe(share);
  });
});
