import { expect, test } from 'vitest';
import { energyOf } from '../../src/nbody/energy.js';
import { kick } from '../../src/nbody/nbody-kernel.js';
import type { Bodies } from '../../src/nbody/nbody-kernel.js';
import { simulate } from '../../src/nbody/simulate.js';
import { energyAfterTenYears, KNOWN_ENERGIES, solarSystem } from '../../src/nbody/solar-system.js';
import { starCluster } from '../../src/nbody/star-cluster.js';

function momentumOf({ mass, velocityX }: Bodies): number {
  return mass.reduce((sum, value, body) => sum + value * velocityX[body]!, 0);
}

test('agrees with the published energies of the Sun and its planets', async () => {
  expect(energyOf(solarSystem(), 0)).toBeCloseTo(KNOWN_ENERGIES.before, 9);
  expect(await energyAfterTenYears()).toBeCloseTo(KNOWN_ENERGIES.after, 9);
});

test('agrees with the published energy after 100,000 steps', async () => {
  const bodies = solarSystem();
  await simulate(bodies, 100_000, 0.01, (dt) => kick(0, 5, bodies, dt, 0));
  expect(energyOf(bodies, 0)).toBeCloseTo(-0.169079859, 9);
});

test('misses the published energy where one planet is not pulled', async () => {
  const bodies = solarSystem();
  await simulate(bodies, 1000, 0.01, (dt) => kick(0, 4, bodies, dt, 0));
  expect(Math.abs(energyOf(bodies, 0) - KNOWN_ENERGIES.after)).toBeGreaterThan(5e-10);
});

test('conserves energy and momentum of a cluster', async () => {
  const bodies = starCluster(200);
  const energy = energyOf(bodies, 0.05);
  const momentum = momentumOf(bodies);
  await simulate(bodies, 50, 0.005, (dt) => kick(0, 200, bodies, dt, 0.05));
  expect(energyOf(bodies, 0.05) / energy).toBeCloseTo(1, 3);
  expect(momentumOf(bodies)).toBeCloseTo(momentum, 12);
});

test('gives the same bits however the stars are cut into blocks', async () => {
  const whole = starCluster(100);
  const parts = starCluster(100);
  await simulate(whole, 3, 0.01, (dt) => kick(0, 100, whole, dt, 0.05));
  await simulate(parts, 3, 0.01, (dt) => {
    for (const [begin, end] of [
      [0, 1],
      [1, 64],
      [64, 100],
    ] as const)
      kick(begin, end, parts, dt, 0.05);
  });
  expect(parts).toEqual(whole);
});

// The Plummer model of total mass and core radius 1 has the potential energy −3π/32 and, in equilibrium, half as much of kinetic energy.
test('makes a cluster with the energy of the Plummer model', () => {
  expect(energyOf(starCluster(4000), 0)).toBeCloseTo((-3 * Math.PI) / 64, 2);
});
