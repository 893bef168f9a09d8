import type { Scenario } from '../scenario.js';
import { tinyTasks } from './s1-tiny-tasks.js';
import { awaitedTask } from './s2-awaited-task.js';
import { blockingCall } from './s3-blocking-call.js';
import { payloadSweep } from './s4-payloads.js';
import { mappedNumbers } from './s5-mapped-numbers.js';
import { kernels } from './s6-kernels.js';
import { skewedTasks } from './s7-skewed-tasks.js';
import { waiting } from './s8-waiting.js';
import { poolStart } from './s9-start.js';
import { rings } from './s10-rings.js';
import { growth } from './s11-growth.js';
import { openLoop } from './s12-open-loop.js';
import { publishedSize } from './s13-size.js';
import { publishedWorkloads } from './x-published-workloads.js';

export const SCENARIOS: readonly Scenario[] = [
  tinyTasks,
  awaitedTask,
  blockingCall,
  payloadSweep,
  mappedNumbers,
  kernels,
  skewedTasks,
  waiting,
  poolStart,
  rings,
  growth,
  openLoop,
  publishedSize,
  publishedWorkloads,
];

export function scenarioNamed(id: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.id === id);
  if (scenario === undefined) {
    throw new RangeError(`Expected a scenario out of ${SCENARIOS.map((one) => one.id).join(', ')}, got ${id}.`);
  }
  return scenario;
}
