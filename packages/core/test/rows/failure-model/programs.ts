import { expect } from 'vitest';
import { type Outcome, runProgram } from '../../run-program.ts';
import { FAULTS } from './next-task.ts';

/** Runs a program that has `Pool`, and the functions that provoke faults at `FAULTS`. */
export function runFaulty(source: string, nodeOptions?: readonly string[], descriptors?: number): Promise<Outcome> {
  return runProgram(`const FAULTS = new URL('${FAULTS.href}');\n${source}`, nodeOptions, descriptors);
}

/** What such a program wrote; it has to end by itself and well. */
export async function linesOf(
  source: string,
  nodeOptions?: readonly string[],
  descriptors?: number,
): Promise<readonly string[]> {
  const outcome = await runFaulty(source, nodeOptions, descriptors);
  expect(outcome).toMatchObject({ code: 0, signal: null, stderr: '' });
  return outcome.stdout.trimEnd().split('\n');
}
