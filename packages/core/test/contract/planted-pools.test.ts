import { describe, expect, it } from 'vitest';
import { contractOf } from 'ringpool/testing';
import { IN_ARRAYS } from './planted-arrays.ts';
import { PLANTED, type PlantedPool } from './planted-pools.ts';

/** Names of the theme's cases that fail. */
async function failing({ open, theme, hanging = [] }: PlantedPool): Promise<string[]> {
  const contract = contractOf(open, { options: { workers: 2 } });
  const names: string[] = [];
  for (const { name, run } of contract.themes.find((one) => one.name === theme)!.cases) {
    if (hanging.includes(name)) continue;
    await run().catch(() => names.push(name));
  }
  await contract.end();
  return names;
}

describe.each([...PLANTED, ...IN_ARRAYS])('a pool that $fault', (planted) => {
  it('is caught by the cases that say so, and by no other', { timeout: 180_000 }, async () => {
    expect(await failing(planted)).toEqual(planted.caughtBy);
  });
});
