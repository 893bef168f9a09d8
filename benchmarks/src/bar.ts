import type { MetricName } from './metric.js';

/** What a contender must reach against another, in one row. */
export interface Bar {
  readonly scenario: string;
  readonly row: string;
  readonly metric: MetricName;
  readonly subject: string;
  readonly reference: string;
  /** The reference at its best setting, or as it starts. The subject always counts with its best. */
  readonly referenceSetting: 'best' | 'default';
  /** Where the reference is read by another metric than the subject. */
  readonly referenceMetric?: MetricName;
  /** How many times better than the reference the subject must be; below 1, the share of the reference it must reach. */
  readonly atLeast: number;
  /** What we aim at; missing it is no failure. */
  readonly goal?: number;
  /** A fixed figure that stands in place of the reference's reading; `reference` then says in words what it is. */
  readonly limit?: number;
  /** What is added to the reference's reading before it is compared: the subject may take so much more. */
  readonly allowance?: number;
}
