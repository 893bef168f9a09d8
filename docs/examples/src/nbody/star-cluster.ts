import { randomStream } from 'ringpool/random';
import type { RandomStream } from 'ringpool/random';
import { bodiesOf } from './bodies.js';
import type { Body, Vector } from './bodies.js';
import type { Bodies } from './nbody-kernel.js';

const SEED = 1;

/** Stars farther out are drawn again. */
const FARTHEST = 20;

/**
 * A cluster of stars of equal mass in equilibrium, the Plummer model. Total mass and core radius are 1. Made as by Aarseth, Hénon and
 * Wielen, "A comparison of numerical methods for the study of star cluster dynamics" (Astronomy and Astrophysics 37, 1974). Each
 * star has random numbers of its own.
 */
export function starCluster(stars: number): Bodies {
  return bodiesOf(Array.from({ length: stars }, (_, index) => star(1 / stars, randomStream(SEED, index))));
}

function star(mass: number, random: RandomStream): Body {
  const radius = radiusOf(random);
  const escapeSpeed = Math.SQRT2 * (1 + radius * radius) ** -0.25;
  return {
    mass,
    position: inAnyDirection(radius, random),
    velocity: inAnyDirection(escapeSpeed * speedOf(random), random),
  };
}

/** The radius within which a random part of the mass lies. */
function radiusOf(random: RandomStream): number {
  for (;;) {
    const radius = (random.uniform() ** (-2 / 3) - 1) ** -0.5;
    if (radius < FARTHEST) return radius;
  }
}

/** A part of the speed of escape, with the density q² (1 − q²)^3.5, by rejection: 0.1 is above its maximum. */
function speedOf(random: RandomStream): number {
  for (;;) {
    const speed = random.uniform();
    if (0.1 * random.uniform() < speed ** 2 * (1 - speed ** 2) ** 3.5) return speed;
  }
}

function inAnyDirection(length: number, random: RandomStream): Vector {
  const z = random.uniform(-1, 1);
  const angle = random.uniform(0, 2 * Math.PI);
  const across = Math.sqrt(1 - z * z);
  return [length * across * Math.cos(angle), length * across * Math.sin(angle), length * z];
}
