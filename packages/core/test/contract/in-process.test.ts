import { describe, expect, it } from 'vitest';
import { CAPABILITIES, type Capability, contractOf, type Lacks } from 'ringpool/testing';
import { openInProcess } from './in-process-pool.ts';
import { runContract } from './run-contract.ts';

/** It has `apply`, `map` and the ends of a pool. */
const LACKS: Lacks = Object.fromEntries(
  (Object.keys(CAPABILITIES) as Capability[]).map((capability) => [capability, 'has no threads, and little else']),
);

describe('another implementation, without threads', () => {
  runContract(contractOf(openInProcess, { lacks: LACKS }));
});

it('leaves out no more than what it says that it lacks', () => {
  const cases = contractOf(openInProcess, { lacks: LACKS }).themes.flatMap((theme) => theme.cases);
  const skipped = cases.filter(({ skip }) => skip !== undefined);
  expect(skipped.every(({ skip }) => /^lacks \w+: has no threads, and little else/.test(skip!))).toBe(true);
  expect(cases.length - skipped.length).toBeGreaterThan(60);
});
