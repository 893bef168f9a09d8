import type { Bodies } from './nbody-kernel.js';

/** Changes all velocities by what is pulled in a time: here, or on a pool. */
export type Kick = (dt: number) => void | Promise<void>;

/** Moves bodies on by equal steps of time: first the velocities, then the positions (the symplectic Euler method). */
export async function simulate(bodies: Bodies, steps: number, dt: number, kick: Kick): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await kick(dt);
    drift(bodies, dt);
  }
}

/** Every position is changed here: that takes no more than a call of a worker. */
function drift({ mass, x, y, z, velocityX, velocityY, velocityZ }: Bodies, dt: number): void {
  for (let body = 0; body < mass.length; body++) {
    x[body]! += dt * velocityX[body]!;
    y[body]! += dt * velocityY[body]!;
    z[body]! += dt * velocityZ[body]!;
  }
}
