/** What a sample can be measured by: the unit in words, and which way is better. */
export const METRICS = {
  tasksPerSecond: { unit: 'tasks/s', better: 'higher' },
  transfersPerSecond: { unit: 'transfers/s', better: 'higher' },
  p50Us: { unit: 'µs (median)', better: 'lower' },
  p99Us: { unit: 'µs (p99)', better: 'lower' },
  roundTripUs: { unit: 'µs', better: 'lower' },
  milliseconds: { unit: 'ms', better: 'lower' },
} as const;

export type MetricName = keyof typeof METRICS;

/** What one sample measured. */
export type Readings = { readonly [Name in MetricName]?: number };

/** How many times better `subject` is than `reference`: above 1 whichever way the metric goes. */
export function timesBetter(subject: number, reference: number, metric: MetricName): number {
  return METRICS[metric].better === 'higher' ? subject / reference : reference / subject;
}
