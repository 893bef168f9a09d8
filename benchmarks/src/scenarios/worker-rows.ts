import { POOLS } from '../contenders/pools.js';
import type { MetricName } from '../metric.js';
import type { Cell, Row } from '../scenario.js';

/** The name of the row in which a scenario runs with so many workers. */
export function workerRowName(workers: number): string {
  return workers === 1 ? '1 worker' : `${workers} workers`;
}

export function workersOfRow(row: string): number {
  return Number.parseInt(row, 10);
}

/** One row per number of workers. */
export function workerRows(workers: readonly number[], metric: MetricName): readonly Row[] {
  return workers.map((count) => ({ name: workerRowName(count), metric }));
}

/** Every pool that can have the row's number of workers, with every one of its settings. */
export function poolCells(scenario: string, row: string): readonly Cell[] {
  const workers = workersOfRow(row);
  return POOLS.filter(({ mostWorkers = Infinity }) => workers <= mostWorkers).flatMap(({ name, settings }) =>
    settings.map((setting) => ({ scenario, row, contender: name, setting })),
  );
}
