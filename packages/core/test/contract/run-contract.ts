import { afterAll, describe, it } from 'vitest';
import type { Contract } from '../../dist/testing/index.js';

/** Makes a test of each case, in the suite that calls. Far more than a case takes: it has a guard of its own. */
export function runContract(contract: Contract): void {
  afterAll(() => contract.end());
  describe.each(contract.themes.map(({ name, cases }) => [name, cases] as const))('%s', (_theme, cases) => {
    it.for(cases.map((one) => [one.name, one] as const))('%s', { timeout: 180_000 }, async ([, one], { skip }) => {
      if (one.skip !== undefined) skip(one.skip);
      await one.run();
    });
  });
}
