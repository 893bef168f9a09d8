import type { ChartGroup, ChartLine } from './chart.js';

/** A line and where it stands. */
export type PlacedLine = ChartLine & {
  readonly slot: string;
  /** The line in words: what is shown where somebody points at it. */
  readonly name: string;
};

export interface PlacedHeading {
  readonly heading: string;
  readonly slot: string;
}

/** The groups of a chart below one another, every heading and every line in a slot of its own. */
export interface Slots {
  /** All slots from top to bottom. A gap stands before each heading but the first. */
  readonly names: readonly string[];
  readonly headings: readonly PlacedHeading[];
  readonly lines: readonly PlacedLine[];
}

export function placeInSlots(groups: readonly ChartGroup[]): Slots {
  const headings = groups.map(({ heading }, group) => ({ heading, slot: `heading ${group}` }));
  const lines = groups.map(({ heading, lines: own }, group) =>
    own.map((line, index) => place(line, heading, group, index)),
  );
  const names = headings.flatMap(({ slot }, group) => [
    ...(group === 0 ? [] : [`gap ${group}`]),
    slot,
    ...(lines[group] ?? []).map((line) => line.slot),
  ]);
  return { names, headings, lines: lines.flat() };
}

function place(line: ChartLine, heading: string, group: number, index: number): PlacedLine {
  return { ...line, slot: `line ${group}.${index}`, name: `${heading}, ${line.label}: ${line.text} (${line.range})` };
}
