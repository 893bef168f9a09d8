import type { Scenario } from '../scenario.js';
import { tinyTasks } from './s1-tiny-tasks.js';
import { awaitedTask } from './s2-awaited-task.js';
import { blockingCall } from './s3-blocking-call.js';
import { mappedNumbers } from './s5-mapped-numbers.js';
import { kernels } from './s6-kernels.js';
import { waiting } from './s8-waiting.js';
import { poolStart } from './s9-start.js';
import { rings } from './s10-rings.js';

export const SCENARIOS: readonly Scenario[] = [
  tinyTasks,
  awaitedTask,
  blockingCall,
  mappedNumbers,
  kernels,
  waiting,
  poolStart,
  rings,
];

export function scenarioNamed(id: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.id === id);
  if (scenario === undefined) {
    throw new RangeError(`Expected a scenario out of ${SCENARIOS.map((one) => one.id).join(', ')}, got ${id}.`);
  }
  return scenario;
}
