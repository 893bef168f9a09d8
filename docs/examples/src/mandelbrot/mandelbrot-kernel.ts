/** A grid of points of the complex plane, seen from its lower left corner; `step` is the distance of neighbours. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly step: number;
}

/** Computes rows of the grid: how many steps each point takes to leave the circle of radius 2, or `limit` if it does not. */
export function escapeTimes(begin: number, end: number, grid: Grid, limit: number, times: Uint16Array): void {
  for (let row = begin; row < end; row++) {
    const y = grid.bottom + (row + 0.5) * grid.step;
    for (let column = 0; column < grid.width; column++) {
      times[row * grid.width + column] = escapeTime(grid.left + (column + 0.5) * grid.step, y, limit);
    }
  }
}

/** Follows z → z² + c from 0. All the time is spent in this loop: three products a step. */
function escapeTime(x: number, y: number, limit: number): number {
  if (isInMainBodies(x, y)) return limit;
  let real = 0;
  let imaginary = 0;
  let realSquare = 0;
  let imaginarySquare = 0;
  let steps = 0;
  while (realSquare + imaginarySquare <= 4 && steps < limit) {
    imaginary = (real + real) * imaginary + y;
    real = realSquare - imaginarySquare + x;
    realSquare = real * real;
    imaginarySquare = imaginary * imaginary;
    steps++;
  }
  return steps;
}

/** Tells whether a point is in the cardioid, or in the disc to the left of it: most of the set, and nothing there ever leaves. */
function isInMainBodies(x: number, y: number): boolean {
  const squareFromCusp = (x - 0.25) ** 2 + y * y;
  return squareFromCusp * (squareFromCusp + x - 0.25) <= 0.25 * y * y || (x + 1) * (x + 1) + y * y <= 0.0625;
}
