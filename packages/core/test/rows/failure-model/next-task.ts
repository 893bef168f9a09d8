import { expect } from 'vitest';
import type { Pool } from '../../../dist/index.js';

/** The functions that provoke faults; `KERNELS` are among them. */
export const FAULTS: URL = new URL('../../fixtures/rows-faults.mjs', import.meta.url);

/** What every row ends with: whatever went wrong before, the pool runs the next task. */
export async function expectNextTask(pool: Pool): Promise<void> {
  expect(await pool.apply('square', [3])).toBe(9);
}
