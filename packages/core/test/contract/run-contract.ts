import { afterAll, describe, it } from 'vitest';
import type { Contract } from 'ringpool/testing';

/**
 * Makes a test of each case that is not to be skipped, in the suite that calls; which those are and why is for the suite to state. Each may take far more time than it
 * needs: it has a guard of its own.
 */
export function runContract(contract: Contract): void {
  afterAll(() => contract.end());
  const themes = contract.themes.filter(({ cases }) => cases.some(({ skip }) => skip === undefined));
  describe.each(themes.map(({ name, cases }) => [name, cases] as const))('%s', (_theme, cases) => {
    const toRun = cases.filter(({ skip }) => skip === undefined).map((one) => [one.name, one] as const);
    it.for(toRun)('%s', { timeout: 180_000 }, ([, one]) => one.run());
  });
}
