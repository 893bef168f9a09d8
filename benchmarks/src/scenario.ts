import type { Costs } from './costs.js';
import type { MetricName, Readings } from './metric.js';

/** `quick` finds gross mistakes in some minutes; only `full` gives numbers worth quoting. */
export type Effort = 'quick' | 'full';

/** One line of a scenario: what is measured, the same for all contenders. */
export interface Row {
  readonly name: string;
  /** What a contender's settings are compared by. */
  readonly metric: MetricName;
}

/** One contender with one of its settings, in one row. A sample is one fresh process that measures one cell. */
export interface Cell {
  readonly scenario: string;
  readonly row: string;
  readonly contender: string;
  /** `default` is the library as it starts when nothing is said. */
  readonly setting: string;
  /** Tasks that arrive per second, where the scenario found that out beforehand. */
  readonly arrivalsPerSecond?: number;
}

/** What a sample brings back. */
export interface Outcome {
  readonly readings: Readings;
  /** What it took besides. */
  readonly costs?: Costs;
  /** Fingerprint of the results, where a row has one right answer: all cells of the row must give the same. */
  readonly digest?: string;
}

export interface ScenarioOptions {
  readonly workers: readonly number[];
  readonly effort: Effort;
}

/** What is measured, with whom, and how. `rows` and `cells` are asked in the main process, `measure` runs in the sample's own. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  rows(options: ScenarioOptions): readonly Row[];
  cells(row: Row): readonly Cell[];
  measure(cell: Cell, effort: Effort): Promise<Outcome>;
  /** Runs once before the scenario; returns in words what had to be left out. */
  prepare?(options: ScenarioOptions): Promise<readonly string[]>;
}

export function cellName(cell: Cell): string {
  return `${cell.scenario}, ${cell.row}: ${cell.contender} (${cell.setting})`;
}
