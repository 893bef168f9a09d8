/** What a worker does with rows of a shared matrix: `ndarray` finds them, and a routine of BLAS multiplies them. */
import gdot from '@stdlib/blas-base-gdot';
import ndarray from 'ndarray';

/** Writes the product of a matrix, which lies row by row in `values`, and a vector: the rows from `begin` to `end`. */
export function multiplyRows(
  begin: number,
  end: number,
  values: Float64Array,
  vector: Float64Array,
  product: Float64Array,
): void {
  const columns = vector.length;
  const matrix = ndarray(values, [values.length / columns, columns]);
  for (let row = begin; row < end; row += 1)
    product[row] = gdot.ndarray(columns, matrix.data, matrix.stride[1]!, matrix.index(row, 0), vector, 1, 0);
}
