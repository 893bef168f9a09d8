import { callerNamed } from '../callers/callers.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { WORKLOADS, workloadTitled } from '../workloads/workloads.js';

/** What the authors of other libraries measure themselves by. */
export const publishedWorkloads: Scenario = {
  id: 'X',
  title: 'workloads that other libraries publish',
  rows: ({ effort }) =>
    WORKLOADS.filter(({ isQuick }) => isQuick || effort === 'full').map(({ title, metric }): Row => ({
      name: title,
      metric,
    })),
  cells: ({ name }) =>
    Object.entries(workloadTitled(name).settings).flatMap(([contender, settings]) =>
      settings.map((setting) => ({ scenario: 'X', row: name, contender, setting })),
    ),
  measure,
};

async function measure({ row, contender, setting }: Cell, effort: Effort): Promise<Outcome> {
  const workload = workloadTitled(row);
  const pool = await callerNamed(contender).start(workload.workers, setting);
  const outcome = await workload.run(pool, effort);
  await pool.stop();
  return outcome;
}
