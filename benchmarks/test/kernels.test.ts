import { describe, expect, test } from 'vitest';
import { splitIntoCalls } from '../src/kernels/kernel.js';
import { KERNELS, kernelTitled } from '../src/kernels/kernels.js';

describe.each(KERNELS.map((kernel) => [kernel.title, kernel] as const))('%s', (_, kernel) => {
  test('gives the same bits in one range and in seven', () => {
    const workload = kernel.load('quick');
    workload.output.fill(Number.NaN);
    for (const call of splitIntoCalls(workload, 7)) kernel.run(...call);
    const inRanges = workload.output.slice();
    workload.output.fill(Number.NaN);
    kernel.run(0, workload.length, workload.input, workload.output);
    expect(inRanges).not.toContain(Number.NaN);
    expect(Buffer.from(inRanges.buffer).equals(Buffer.from(workload.output.buffer))).toBe(true);
  });
});

function resultOf(title: string): Float64Array {
  const kernel = kernelTitled(title);
  const { length, input, output } = kernel.load('quick');
  kernel.run(0, length, input, output);
  return output;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

test('counts the primes below 2 to the 25th', () => {
  expect(sum(resultOf('prime count'))).toBe(2_063_689);
});

test('multiplies matrices as the schoolbook does', () => {
  const kernel = kernelTitled('matrix product');
  const { length: side, input, output } = kernel.load('quick');
  kernel.run(5, 6, input, output);
  let expected = 0;
  for (let inner = 0; inner < side; inner += 1) {
    expected += input[5 * side + inner]! * input[side * side + inner * side + 7]!;
  }
  expect(output[5 * side + 7]).toBeCloseTo(expected, 10);
});

test('keeps the energy of the planets, whatever angles they start from', () => {
  const energies = resultOf('n-body orbits');
  for (const energy of energies) expect(energy / energies[0]!).toBeCloseTo(1, 1);
});

test('finds the mean delay again in the middle of the resampled means', () => {
  const kernel = kernelTitled('bootstrap of flight delays');
  const { input, output, length } = kernel.load('quick');
  kernel.run(0, length, input, output);
  expect(sum(output) / length).toBeCloseTo(sum(input) / input.length, 1);
});

test('draws points of the set as points that do not escape, and the corner as one that does at once', () => {
  const output = resultOf('Mandelbrot set');
  const side = Math.sqrt(output.length);
  expect(output[(side / 2) * side + side / 2]).toBe(300);
  expect(output[0]).toBeLessThan(3);
});

test('sees no zip code near all others, and many near some', () => {
  const counts = resultOf('pairwise distances of zip codes');
  expect(counts.at(-1)).toBe(0);
  expect(Math.max(...counts)).toBeGreaterThan(100);
  expect(Math.max(...counts)).toBeLessThan(counts.length / 4);
});
