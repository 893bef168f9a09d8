import { bodiesOf } from './bodies.js';
import type { Body, Vector } from './bodies.js';
import { energyOf } from './energy.js';
import { kick } from './nbody-kernel.js';
import type { Bodies } from './nbody-kernel.js';
import { simulate } from './simulate.js';

/** Lengths are in astronomical units, times in years; the Sun has this mass, so that the constant of gravitation is 1. */
const SOLAR_MASS = 4 * Math.PI ** 2;
const DAYS_PER_YEAR = 365.24;

/** The published energies at the start and after 1000 steps of 0.01 years, in the benchmark's nine digits. */
export const KNOWN_ENERGIES = { before: -0.169075164, after: -0.169087605 } as const;

/** Jupiter, Saturn, Uranus and Neptune: mass in suns, position, and velocity by the day. */
const PLANETS = [
  planet(
    9.547_919_384_243_266e-4,
    [4.841_431_442_464_721, -1.160_320_044_027_428_4, -1.036_220_444_711_231_1e-1],
    [1.660_076_642_744_037e-3, 7.699_011_184_197_404e-3, -6.904_600_169_720_63e-5],
  ),
  planet(
    2.858_859_806_661_308e-4,
    [8.343_366_718_244_58, 4.124_798_564_124_305, -4.035_234_171_143_214e-1],
    [-2.767_425_107_268_624e-3, 4.998_528_012_349_172e-3, 2.304_172_975_737_639_3e-5],
  ),
  planet(
    4.366_244_043_351_563e-5,
    [12.894_369_562_139_131, -15.111_151_401_698_631, -2.233_075_788_926_557_3e-1],
    [2.964_601_375_647_616e-3, 2.378_471_739_594_809_5e-3, -2.965_895_685_402_375_6e-5],
  ),
  planet(
    5.151_389_020_466_114_5e-5,
    [15.379_697_114_850_917, -25.919_314_609_987_964, 1.792_587_729_503_711_8e-1],
    [2.680_677_724_903_893_2e-3, 1.628_241_700_382_423e-3, -9.515_922_545_197_159e-5],
  ),
];

/**
 * The Sun and its big planets, as the Computer Language Benchmarks Game starts them
 * (https://benchmarksgame-team.pages.debian.net/benchmarksgame/description/nbody.html). The Sun moves so that all momenta cancel out.
 */
export function solarSystem(): Bodies {
  const momentum = (axis: 0 | 1 | 2) => PLANETS.reduce((sum, { mass, velocity }) => sum + mass * velocity[axis], 0);
  const velocity: Vector = [-momentum(0) / SOLAR_MASS, -momentum(1) / SOLAR_MASS, -momentum(2) / SOLAR_MASS];
  return bodiesOf([{ mass: SOLAR_MASS, position: [0, 0, 0], velocity }, ...PLANETS]);
}

/** Follows them for ten years with the kernel, and gives their energy. */
export async function energyAfterTenYears(): Promise<number> {
  const bodies = solarSystem();
  await simulate(bodies, 1000, 0.01, (dt) => kick(0, bodies.mass.length, bodies, dt, 0));
  return energyOf(bodies, 0);
}

function planet(suns: number, position: Vector, [x, y, z]: Vector): Body {
  return {
    mass: suns * SOLAR_MASS,
    position,
    velocity: [x * DAYS_PER_YEAR, y * DAYS_PER_YEAR, z * DAYS_PER_YEAR],
  };
}
