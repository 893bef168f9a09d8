/** The module that the workers of S6 load. */
export { bootstrap } from './bootstrap.js';
export { mandelbrot } from './mandelbrot.js';
export { matrixProduct } from './matrix-product.js';
export { nearbyPairs } from './nearby-pairs.js';
export { orbits } from './orbits.js';
export { primeCount } from './prime-count.js';
