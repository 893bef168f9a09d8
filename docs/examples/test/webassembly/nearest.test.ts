import { describe, expect, test } from 'vitest';
import { WasmPool } from 'ringpool/wasm';
import { loadZipCodes, unitVectorsOf } from '../../src/data/zip-codes.js';
import { nearest } from '../../src/webassembly/nearest-kernel.js';

type Kernels = typeof import('../../src/webassembly/nearest-kernel.js');

const BINARY = new URL('../../dist/webassembly/nearest.wasm', import.meta.url);

/** What the kernel in JavaScript and that in WebAssembly find for a range of points; the results of all others stay 9. */
async function foundByBoth(vectors: Float64Array, begin: number, end: number) {
  const count = vectors.length / 3;
  const pool = new WasmPool<Kernels>(BINARY, { workers: 1 });
  try {
    const indices = pool.sharedArray(Int32Array, new Int32Array(count).fill(9));
    const squaredChords = pool.sharedArray(Float64Array, new Float64Array(count).fill(9));
    const expected = { indices: indices.slice(), squaredChords: squaredChords.slice() };
    nearest(begin, end, vectors, count, expected.indices, expected.squaredChords);
    await pool.apply('nearest', [begin, end, pool.sharedArray(Float64Array, vectors), count, indices, squaredChords]);
    return { expected, found: { indices: indices.slice(), squaredChords: squaredChords.slice() } };
  } finally {
    await pool.terminate();
  }
}

describe('the kernel in WebAssembly', () => {
  test.each([
    [0, 500],
    [0, 1],
    [3, 5],
    [10, 13],
    [496, 500],
    [7, 7],
  ])(
    'finds the same bits as that in JavaScript for the points from %d to %d, and touches no other',
    async (begin, end) => {
      const vectors = unitVectorsOf((await loadZipCodes()).slice(2000, 2500));
      const { expected, found } = await foundByBoth(vectors, begin, end);
      expect(found).toEqual(expected);
    },
  );

  test('passes over points at the same place, takes the first of equally near ones, and finds nobody where there is one place', async () => {
    const sameAndEqual = Float64Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, -1, 0);
    expect((await foundByBoth(sameAndEqual, 0, 4)).found.indices).toEqual(Int32Array.of(2, 2, 0, 0));
    const { expected, found } = await foundByBoth(Float64Array.of(0, 0, 1, 0, 0, 1), 0, 2);
    expect(found).toEqual(expected);
    expect(found.indices).toEqual(Int32Array.of(-1, -1));
  });
});
