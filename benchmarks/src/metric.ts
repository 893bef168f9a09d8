/** What a sample can be measured by: the unit in words, and which way is better. */
export const METRICS = {
  tasksPerSecond: { unit: 'tasks/s', better: 'higher' },
  itemsPerSecond: { unit: 'items/s', better: 'higher' },
  transfersPerSecond: { unit: 'transfers/s', better: 'higher' },
  p50Us: { unit: 'µs (median)', better: 'lower' },
  p99Us: { unit: 'µs (p99)', better: 'lower' },
  p999Us: { unit: 'µs (p99.9)', better: 'lower' },
  roundTripUs: { unit: 'µs', better: 'lower' },
  milliseconds: { unit: 'ms', better: 'lower' },
  idleCpuPercent: { unit: '% of one core', better: 'lower' },
  seenLateUs: { unit: 'µs after its end', better: 'lower' },
  mainCpuUs: { unit: 'µs of main CPU', better: 'lower' },
  firstResultMs: { unit: 'ms to the first result', better: 'lower' },
  importMs: { unit: 'ms to load the package', better: 'lower' },
  waitP99Us: { unit: 'µs of waiting (p99)', better: 'lower' },
  mainThreadNsPerTask: { unit: 'ns of main CPU per task', better: 'lower' },
  ownNsPerTask: { unit: 'ns of that above the in-process limit', better: 'lower' },
  kilobytes: { unit: 'kB', better: 'lower' },
  memoryPerWorkerMb: { unit: 'MB per worker', better: 'lower' },
} as const;

export type MetricName = keyof typeof METRICS;

/** What one sample measured. */
export type Readings = { readonly [Name in MetricName]?: number };

/** How many times better `subject` is than `reference`: above 1 whichever way the metric goes. */
export function timesBetter(subject: number, reference: number, metric: MetricName): number {
  return METRICS[metric].better === 'higher' ? subject / reference : reference / subject;
}
