import type { Slots } from './slots.js';

/** Sizes in CSS pixels. A chart is drawn for each and the page shows the one that fits, so that text keeps its size. */
export interface Layout {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly labelWidth: number;
  /** About so many round values are marked on a linear axis. */
  readonly ticks: number;
}

export const LAYOUTS: readonly Layout[] = [
  { name: 'wide', width: 760, labelWidth: 225, ticks: 6 },
  { name: 'narrow', width: 320, labelWidth: 112, ticks: 3 },
];

export const SLOT_HEIGHT = 24;
export const FONT_SIZE = 12;
export const HEADING_SIZE = 13;
export const EDGE = 6;

/** Room for the numbers of the axis and, below them, for what they count. */
export const AXIS_HEIGHT = 44;

/** Room for a first heading of two lines. */
export const TOP = 16;

/** How many ems of the drawing library's reckoning are sure to fit into so many pixels, though fonts differ in width. */
export function emsIn(pixels: number, fontSize: number): number {
  return (0.8 * pixels) / fontSize;
}

/** About the width of a character, to leave room for texts: nothing can be measured where there is no screen. */
const CHARACTER_WIDTH = 7.2;

/** How much room the texts at the ends of the lines need. */
export function endTextWidth({ lines }: Slots): number {
  return 2 * EDGE + CHARACTER_WIDTH * Math.max(...lines.map(({ text }) => text.length));
}
