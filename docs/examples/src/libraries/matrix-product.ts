import { Pool, sharedArray } from 'ringpool';

/** Multiplies a matrix and a vector, both in shared memory: blocks of rows go to the workers as two numbers each. */
export async function multiply(values: Float64Array, vector: Float64Array, workers: number): Promise<Float64Array> {
  const kernel = new URL('./ndarray-kernel.js', import.meta.url);
  const pool = new Pool<typeof import('./ndarray-kernel.js')>(kernel, { workers });
  const product = sharedArray(Float64Array, values.length / vector.length);
  try {
    await pool.parallelFor('multiplyRows', { end: product.length }, [values, vector, product]);
    return product;
  } finally {
    await pool.terminate();
  }
}
