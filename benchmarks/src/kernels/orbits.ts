import type { Kernel } from './kernel.js';
import { sharedNumbers } from './kernel.js';

/** Gravitation in units of the sun's mass, the earth's distance from it, and years. */
const GRAVITATION = 4 * Math.PI * Math.PI;

/** The sun, Jupiter, Saturn, Uranus, Neptune: mass in suns, and distance. */
const MASSES = [1, 1 / 1047.35, 1 / 3497.9, 1 / 22902, 1 / 19412];
const DISTANCES = [0, 5.2, 9.54, 19.19, 30.07];
const BODIES = MASSES.length;
const STEP_YEARS = 0.05;
const STEPS = 2_000;

/**
 * Follows the big planets for a century from many starting points, by the leapfrog method: item k starts them at angles that depend on k, and
 * its result is the energy at the end. Forces are computed once per pair, for both.
 */
export function orbits(begin: number, end: number, _input: Float64Array, output: Float64Array): void {
  const system = new PlanetSystem();
  for (let start = begin; start < end; start += 1) {
    system.place(start);
    for (let step = 0; step < STEPS; step += 1) system.advance();
    output[start] = system.energy();
  }
}

/** Positions and velocities in the plane, of all bodies. */
class PlanetSystem {
  readonly #masses = new Float64Array(MASSES);
  readonly #x = new Float64Array(BODIES);
  readonly #y = new Float64Array(BODIES);
  readonly #velocityX = new Float64Array(BODIES);
  readonly #velocityY = new Float64Array(BODIES);

  /** Puts each planet on its circle, at an angle of its own for each `start`. */
  place(start: number): void {
    for (let body = 0; body < BODIES; body += 1) {
      const distance = DISTANCES[body]!;
      const angle = (start * (body + 1) * 0.7) % (2 * Math.PI);
      const speed = distance === 0 ? 0 : Math.sqrt(GRAVITATION / distance);
      this.#x[body] = distance * Math.cos(angle);
      this.#y[body] = distance * Math.sin(angle);
      this.#velocityX[body] = -speed * Math.sin(angle);
      this.#velocityY[body] = speed * Math.cos(angle);
    }
  }

  advance(): void {
    this.#drift(STEP_YEARS / 2);
    this.#kick(STEP_YEARS);
    this.#drift(STEP_YEARS / 2);
  }

  energy(): number {
    let energy = 0;
    for (let body = 0; body < BODIES; body += 1) {
      energy += 0.5 * this.#masses[body]! * (this.#velocityX[body]! ** 2 + this.#velocityY[body]! ** 2);
      for (let other = body + 1; other < BODIES; other += 1) {
        const distance = Math.hypot(this.#x[body]! - this.#x[other]!, this.#y[body]! - this.#y[other]!);
        energy -= (GRAVITATION * this.#masses[body]! * this.#masses[other]!) / distance;
      }
    }
    return energy;
  }

  #drift(years: number): void {
    for (let body = 0; body < BODIES; body += 1) {
      this.#x[body] = this.#x[body]! + years * this.#velocityX[body]!;
      this.#y[body] = this.#y[body]! + years * this.#velocityY[body]!;
    }
  }

  #kick(years: number): void {
    for (let body = 0; body < BODIES - 1; body += 1) {
      for (let other = body + 1; other < BODIES; other += 1) this.#pull(body, other, years);
    }
  }

  #pull(body: number, other: number, years: number): void {
    const dx = this.#x[other]! - this.#x[body]!;
    const dy = this.#y[other]! - this.#y[body]!;
    const squared = dx * dx + dy * dy;
    const pull = (GRAVITATION * years) / (squared * Math.sqrt(squared));
    const onBody = pull * this.#masses[other]!;
    const onOther = pull * this.#masses[body]!;
    this.#velocityX[body] = this.#velocityX[body]! + onBody * dx;
    this.#velocityY[body] = this.#velocityY[body]! + onBody * dy;
    this.#velocityX[other] = this.#velocityX[other]! - onOther * dx;
    this.#velocityY[other] = this.#velocityY[other]! - onOther * dy;
  }
}

export const orbitsKernel: Kernel = {
  title: 'n-body orbits',
  name: 'orbits',
  run: orbits,
  load: (effort) => {
    const length = effort === 'quick' ? 256 : 1_024;
    return { length, input: sharedNumbers(0), output: sharedNumbers(length) };
  },
};
