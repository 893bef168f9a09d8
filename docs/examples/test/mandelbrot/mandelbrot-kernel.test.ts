import { expect, test } from 'vitest';
import { escapeTimes } from '../../src/mandelbrot/mandelbrot-kernel.js';
import { areaInside, gridOfWholeSet, toleranceOfArea } from '../../src/mandelbrot/whole-set.js';

const KNOWN_AREA = 1.506_591_88;

function times(side: number, limit: number, cuts: readonly number[] = []): Uint16Array {
  const result = new Uint16Array(side * side);
  const edges = [0, ...cuts, side];
  edges.slice(1).forEach((end, index) => escapeTimes(edges[index]!, end, gridOfWholeSet(side), limit, result));
  return result;
}

/** The definition, without a short cut: how often z → z² + c is done before |z| is above 2. */
function stepsOf(x: number, y: number, limit: number): number {
  let z = { real: 0, imaginary: 0 };
  for (let steps = 0; steps < limit; steps++) {
    if (Math.hypot(z.real, z.imaginary) > 2) return steps;
    z = { real: z.real ** 2 - z.imaginary ** 2 + x, imaginary: 2 * z.real * z.imaginary + y };
  }
  return limit;
}

test('counts the steps that the definition counts', () => {
  const side = 60;
  const grid = gridOfWholeSet(side);
  const expected = Array.from({ length: side * side }, (_, point) =>
    stepsOf(
      grid.left + ((point % side) + 0.5) * grid.step,
      grid.bottom + (Math.floor(point / side) + 0.5) * grid.step,
      500,
    ),
  );
  expect([...times(side, 500)]).toEqual(expected);
});

test('gives the same picture however the rows are cut into blocks', () => {
  expect(times(50, 300, [1, 7, 32])).toEqual(times(50, 300));
});

test('finds a picture that is its own mirror image', () => {
  const side = 64;
  const picture = times(side, 1000);
  for (let row = 0; row < side / 2; row++) {
    const mirrored = side - 1 - row;
    expect(picture.slice(mirrored * side, (mirrored + 1) * side)).toEqual(picture.slice(row * side, (row + 1) * side));
  }
});

test.each([16, 64, 100, 200])('is less than the tolerance off the known area with %i points a side', (side) => {
  const grid = gridOfWholeSet(side);
  expect(Math.abs(areaInside(times(side, 10_000), 10_000, grid) - KNOWN_AREA)).toBeLessThan(toleranceOfArea(grid));
});

test('is farther off where points are given up too early', () => {
  const grid = gridOfWholeSet(200);
  expect(areaInside(times(200, 30), 30, grid) - KNOWN_AREA).toBeGreaterThan(toleranceOfArea(grid));
});
