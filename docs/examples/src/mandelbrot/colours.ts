import type { Picture } from '../program/save-picture.js';
import type { Grid } from './mandelbrot-kernel.js';

/** Where the waves of red, green and blue begin: dark blue first, then light, then warm. */
const PHASES = [0.62, 0.55, 0.45];

/** Colours the points that left by the logarithm of their time: it changes ever faster towards the set, which is black. */
export function colourTimes(times: Uint16Array, limit: number, { width, height }: Grid): Picture {
  const data = new Uint8Array(3 * times.length);
  times.forEach((time, point) => {
    if (time < limit) data.set(colourOf(Math.log2(1 + time)), 3 * point);
  });
  return { width, height, data };
}

function colourOf(depth: number): number[] {
  return PHASES.map((phase) => 127.5 + 127.5 * Math.cos(2 * Math.PI * (phase + depth / 8)));
}
