/** Does a cluster of stars keep its energy? Every star pulls at every other, on one thread and then on a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Pool } from 'ringpool';
import { energyOf } from './nbody/energy.js';
import * as kernel from './nbody/nbody-kernel.js';
import type { Bodies } from './nbody/nbody-kernel.js';
import { simulate } from './nbody/simulate.js';
import { energyAfterTenYears, KNOWN_ENERGIES } from './nbody/solar-system.js';
import { starCluster } from './nbody/star-cluster.js';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { sideBySide } from './program/side-by-side.js';

const STEPS = 24;
const STEP_TIME = 0.005;
const SOFTENING = 0.05;

/** A block takes some 15 ms; at the end of each step all workers wait for the last. */
const STARS_PER_BLOCK = 512;

const { values: options } = parseArgs({
  options: {
    stars: { type: 'string', default: '8192' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const stars = positiveInteger('stars', options.stars);
const workers = positiveInteger('workers', options.workers);
console.log(`${stars} stars, ${STEPS} steps`);

const energyBefore = energyOf(starCluster(stars), SOFTENING);
const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./nbody/nbody-kernel.js', import.meta.url),
  workers,
  async onOneThread() {
    const bodies = starCluster(stars);
    await simulate(bodies, STEPS, STEP_TIME, (dt) => kernel.kick(0, stars, bodies, dt, SOFTENING));
    return bodies;
  },
  async onThePool(pool: Pool<typeof kernel>) {
    const bodies = starCluster(stars);
    const blocks = { end: stars, grain: STARS_PER_BLOCK };
    await simulate(bodies, STEPS, STEP_TIME, (dt) => pool.parallelFor('kick', blocks, [bodies, dt, SOFTENING]));
    return bodies;
  },
});

printCheck({
  what: 'energy of the Sun and its planets after ten years',
  computed: await energyAfterTenYears(),
  known: KNOWN_ENERGIES.after,
  tolerance: 5e-10,
});
printCheck({
  what: 'energy of the cluster, in parts of what it was before',
  computed: energyOf(onThePool, SOFTENING) / energyBefore,
  known: 1,
  tolerance: 1e-3,
});
printComparison({ identical: sameBodies(onOneThread, onThePool), ...times, workers });

function sameBodies(a: Bodies, b: Bodies): boolean {
  return Object.keys(a).every((column) => sameBits(a[column as keyof Bodies], b[column as keyof Bodies]));
}
