import type { Kernel } from './kernel.js';
import { sharedNumbers } from './kernel.js';

/** Rows of A · B for square matrices of a side divisible by four; `input` holds A, then B. */
export function matrixProduct(begin: number, end: number, input: Float64Array, output: Float64Array): void {
  const side = Math.sqrt(output.length);
  const left = input.subarray(0, side * side);
  const right = input.subarray(side * side);
  for (let row = begin; row < end; row += 1) {
    const result = output.subarray(row * side, (row + 1) * side);
    result.fill(0);
    for (let inner = 0; inner < side; inner += 4) addFourRows(left, row * side + inner, right, inner * side, result);
  }
}

/** Adds four rows of B, each times its element of A: one pass over the result for four, and all reads in order. */
function addFourRows(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  result: Float64Array,
): void {
  const side = result.length;
  const a = left[leftStart]!;
  const b = left[leftStart + 1]!;
  const c = left[leftStart + 2]!;
  const d = left[leftStart + 3]!;
  const secondRow = rightStart + side;
  const thirdRow = secondRow + side;
  const fourthRow = thirdRow + side;
  for (let column = 0; column < side; column += 1) {
    result[column] =
      result[column]! +
      a * right[rightStart + column]! +
      b * right[secondRow + column]! +
      c * right[thirdRow + column]! +
      d * right[fourthRow + column]!;
  }
}

export const matrixProductKernel: Kernel = {
  title: 'matrix product',
  name: 'matrixProduct',
  run: matrixProduct,
  load: (effort) => {
    const side = effort === 'quick' ? 384 : 640;
    const input = sharedNumbers(2 * side * side);
    for (let index = 0; index < input.length; index += 1) input[index] = ((index * 7919) % 1009) / 1009 - 0.5;
    return { length: side, input, output: sharedNumbers(side * side) };
  },
};
