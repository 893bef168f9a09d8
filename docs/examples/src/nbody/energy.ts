import type { Bodies } from './nbody-kernel.js';

/** Kinetic and potential energy of all bodies. Gravitation conserves it. */
export function energyOf(bodies: Bodies, softening: number): number {
  return bodies.mass.reduce(
    (sum, mass, body) => sum + mass * (0.5 * squaredSpeed(bodies, body) - depth(bodies, body, softening)),
    0,
  );
}

function squaredSpeed({ velocityX, velocityY, velocityZ }: Bodies, body: number): number {
  return velocityX[body]! ** 2 + velocityY[body]! ** 2 + velocityZ[body]! ** 2;
}

/** How deep the body lies in the field of those after it: each pair counts once. */
function depth({ mass, x, y, z }: Bodies, body: number, softening: number): number {
  let sum = 0;
  for (let other = body + 1; other < mass.length; other++) {
    const dx = x[other]! - x[body]!;
    const dy = y[other]! - y[body]!;
    const dz = z[other]! - z[body]!;
    sum += mass[other]! / Math.sqrt(dx * dx + dy * dy + dz * dz + softening * softening);
  }
  return sum;
}
