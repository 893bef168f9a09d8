import { expect, test } from 'vitest';
import { colourTimes } from '../../src/mandelbrot/colours.js';

test('paints what did not leave black, and what left at the same time alike', () => {
  const grid = { width: 2, height: 2, left: 0, bottom: 0, step: 1 };
  const { width, height, data } = colourTimes(Uint16Array.of(9, 3, 3, 9), 9, grid);
  expect([width, height, data.length]).toEqual([2, 2, 12]);
  expect([...data.subarray(0, 3)]).toEqual([0, 0, 0]);
  expect(data.subarray(3, 6)).toEqual(data.subarray(6, 9));
  expect(Math.max(...data.subarray(3, 6))).toBeGreaterThan(0);
});
