/** What one task does: the points from `begin` up to, not including, `end`. The points are shared, so they travel by reference. */
export interface NeighbourTask {
  /** Points on a sphere of radius 1: x, y, z of the first, of the second, … */
  readonly unitVectors: Float64Array;
  readonly begin: number;
  readonly end: number;
}

/** The nearest other place of each point of a task. A few kilobytes, so they come back as copies. */
export interface Neighbours {
  readonly begin: number;

  /** Indices of the neighbours, the lowest where several are equally near; −1 where all points are at one place. */
  readonly indices: Int32Array;

  /** Squares of the straight distances through the sphere. They grow with the distance along the surface. */
  readonly squaredChords: Float64Array;
}

/** Finds the nearest neighbour of each point of the task by looking at all points. Points at the very same place do not count. */
export function nearestNeighbours({ unitVectors, begin, end }: NeighbourTask): Neighbours {
  const neighbours = noNeighbours(begin, end);
  for (let point = begin; point < end; point++) findNearest(unitVectors, point, neighbours);
  return neighbours;
}

/** Makes room for the neighbours of these points. */
export function noNeighbours(begin: number, end: number): Neighbours {
  return {
    begin,
    indices: new Int32Array(end - begin).fill(-1),
    squaredChords: new Float64Array(end - begin).fill(Infinity),
  };
}

/** Looks at every point once. All the time of this example is spent in this loop. */
function findNearest(vectors: Float64Array, point: number, { begin, indices, squaredChords }: Neighbours): void {
  const x = vectors[3 * point]!;
  const y = vectors[3 * point + 1]!;
  const z = vectors[3 * point + 2]!;
  let nearest = -1;
  let least = Infinity;
  for (let offset = 0; offset < vectors.length; offset += 3) {
    const dx = vectors[offset]! - x;
    const dy = vectors[offset + 1]! - y;
    const dz = vectors[offset + 2]! - z;
    const square = dx * dx + dy * dy + dz * dz;
    if (square < least && square > 0) {
      least = square;
      nearest = offset / 3;
    }
  }
  indices[point - begin] = nearest;
  squaredChords[point - begin] = least;
}
