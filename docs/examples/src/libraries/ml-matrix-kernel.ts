/** What a worker does with some flights: a least-squares fit by `ml-matrix`. */
import { Matrix, solve } from 'ml-matrix';

/** A straight line. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * Fits `y` by `x` for the given rows. Matrices of the library are objects of classes, which do not travel; so the worker makes them of shared columns and
 * sends back two plain numbers.
 */
export function fitLine(x: Int16Array, y: Int16Array, rows: Int32Array, begin: number, end: number): Line {
  const design = Matrix.ones(end - begin, 2);
  const target = Matrix.zeros(end - begin, 1);
  for (let index = begin; index < end; index += 1) {
    design.set(index - begin, 1, x[rows[index]!]!);
    target.set(index - begin, 0, y[rows[index]!]!);
  }
  const [intercept, slope] = solve(design, target).to1DArray() as [number, number];
  return { intercept, slope };
}
