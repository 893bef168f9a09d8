/** Point masses. Units are such that the constant of gravitation is 1. */
export interface Bodies {
  readonly mass: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly velocityX: Float64Array;
  readonly velocityY: Float64Array;
  readonly velocityZ: Float64Array;
}

/**
 * Changes the velocities of the bodies from `begin` up to, not including, `end` by what all bodies pull in the time `dt`. Only reads
 * positions, only writes velocities of its own bodies. A softening above 0 keeps close pairs from flying apart.
 */
export function kick(begin: number, end: number, bodies: Bodies, dt: number, softening: number): void {
  for (let body = begin; body < end; body++) kickOne(body, bodies, dt, softening * softening);
}

/** All the time of this example is spent in this loop: a root and a division for each pair. */
function kickOne(body: number, bodies: Bodies, dt: number, softeningSquare: number): void {
  const { mass, x, y, z } = bodies;
  const ownX = x[body]!;
  const ownY = y[body]!;
  const ownZ = z[body]!;
  let pullX = 0;
  let pullY = 0;
  let pullZ = 0;
  for (let other = 0; other < mass.length; other++) {
    if (other === body) continue;
    const dx = x[other]! - ownX;
    const dy = y[other]! - ownY;
    const dz = z[other]! - ownZ;
    const square = dx * dx + dy * dy + dz * dz + softeningSquare;
    const pull = mass[other]! / (square * Math.sqrt(square));
    pullX += pull * dx;
    pullY += pull * dy;
    pullZ += pull * dz;
  }
  bodies.velocityX[body]! += dt * pullX;
  bodies.velocityY[body]! += dt * pullY;
  bodies.velocityZ[body]! += dt * pullZ;
}
