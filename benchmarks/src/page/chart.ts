import type { AxisScale } from './axis-scale.js';

/** `worse`: what we would rather not see, in a colour of its own. */
export type Tone = 'ours' | 'other' | 'worse';

/** One line of a chart: a value and its spread; without a value, only the text. */
export interface ChartLine {
  readonly label: string;
  readonly value: number | undefined;
  readonly low: number;
  readonly high: number;
  /** What stands at the end of the line. */
  readonly text: string;
  /** The spread in words. */
  readonly range: string;
  readonly tone: Tone;
}

export interface ChartGroup {
  readonly heading: string;
  readonly lines: readonly ChartLine[];
}

/** What a chart shows, whatever draws it. */
export interface Chart {
  readonly groups: readonly ChartGroup[];
  readonly scale: AxisScale;
  readonly axisLabel: string;
  /** A value that the others are held against. */
  readonly mark?: number;
  /** The same in words. */
  readonly description: string;
}
