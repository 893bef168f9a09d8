import { bootstrapKernel } from './bootstrap.js';
import type { Kernel } from './kernel.js';
import { mandelbrotKernel } from './mandelbrot.js';
import { matrixProductKernel } from './matrix-product.js';
import { nearbyPairsKernel } from './nearby-pairs.js';
import { orbitsKernel } from './orbits.js';
import { primeCountKernel } from './prime-count.js';

export const KERNELS: readonly Kernel[] = [
  bootstrapKernel,
  nearbyPairsKernel,
  mandelbrotKernel,
  orbitsKernel,
  primeCountKernel,
  matrixProductKernel,
];

export function kernelTitled(title: string): Kernel {
  const kernel = KERNELS.find((candidate) => candidate.title === title);
  if (kernel === undefined) throw new RangeError(`Expected the title of a kernel, got ${title}.`);
  return kernel;
}
