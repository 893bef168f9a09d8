import type { Kernel } from './kernel.js';
import { sharedNumbers } from './kernel.js';

const MAX_ITERATIONS = 300;

/** How many steps each point of the square from -2 - 1.25i to 0.5 + 1.25i takes to escape; an item is one row of it. */
export function mandelbrot(begin: number, end: number, _input: Float64Array, output: Float64Array): void {
  const side = Math.sqrt(output.length);
  const step = 2.5 / side;
  for (let row = begin; row < end; row += 1) {
    const y = row * step - 1.25;
    for (let column = 0; column < side; column += 1) output[row * side + column] = escapeTime(column * step - 2, y);
  }
}

function escapeTime(x: number, y: number): number {
  if (isInMainBodies(x, y)) return MAX_ITERATIONS;
  let real = 0;
  let imaginary = 0;
  let realSquared = 0;
  let imaginarySquared = 0;
  let iterations = 0;
  while (iterations < MAX_ITERATIONS && realSquared + imaginarySquared <= 4) {
    imaginary = 2 * real * imaginary + y;
    real = realSquared - imaginarySquared + x;
    realSquared = real * real;
    imaginarySquared = imaginary * imaginary;
    iterations += 1;
  }
  return iterations;
}

/** Whether a point lies in the cardioid or in the disc left of it, where nothing ever escapes. */
function isInMainBodies(x: number, y: number): boolean {
  const fromCusp = (x - 0.25) * (x - 0.25) + y * y;
  return fromCusp * (fromCusp + x - 0.25) <= 0.25 * y * y || (x + 1) * (x + 1) + y * y <= 0.0625;
}

/** Points on each side of the square. */
export function mandelbrotSide(effort: 'quick' | 'full'): number {
  return effort === 'quick' ? 1_024 : 2_048;
}

export const mandelbrotKernel: Kernel = {
  title: 'Mandelbrot set',
  name: 'mandelbrot',
  run: mandelbrot,
  load: (effort) => {
    const side = mandelbrotSide(effort);
    return { length: side, input: sharedNumbers(0), output: sharedNumbers(side * side) };
  },
};
