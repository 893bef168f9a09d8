import type { Readings } from '../src/metric.js';
import type { Results, Sample } from '../src/results.js';

/** One sample per value, in rounds 0, 1, 2 …; `where` is 'scenario/row/contender/setting'. */
export function samplesAt(where: string, ...readings: readonly Readings[]): readonly Sample[] {
  const [scenario = '', row = '', contender = '', setting = ''] = where.split('/');
  return readings.map((reading, round) => ({ scenario, row, contender, setting, round, readings: reading }));
}

/** Task rates as readings. */
export function rates(...values: readonly number[]): readonly Readings[] {
  return values.map((tasksPerSecond) => ({ tasksPerSecond }));
}

export function resultsOf(samples: readonly Sample[], rest: Partial<Results> = {}): Results {
  return {
    date: '2026-01-02T03:04:05.678Z',
    effort: 'full',
    machine: MACHINE,
    samples,
    failures: [],
    leftOut: [],
    ...rest,
  };
}

const MACHINE: Results['machine'] = {
  processor: 'Example CPU',
  cores: 2,
  memoryGiB: 8,
  system: 'Linux 6.1 x64',
  node: '20.20.2',
  v8: '11.3',
  loadBefore: 0,
  commit: '0123456789ab',
  packages: { ringpool: '0.1.0', piscina: '5.3.2' },
};
