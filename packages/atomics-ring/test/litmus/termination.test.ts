import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createRing, RingConsumer } from '../../src/index.js';
import { printedSeed } from '../property/seed.js';
import { compiledSides } from './compiled-sides.js';
import { randomNumbers } from './random-numbers.js';
import { countingVisitor, LONGEST_BYTES, noOutcomes, type Outcomes } from './sides/numbered-record.js';

const random = randomNumbers(printedSeed('termination'));
const sides = compiledSides('termination');

interface Kill {
  readonly batch: number;
  readonly shrinks: boolean;
  readonly stampsFirst: boolean;
}

interface Remains extends Outcomes {
  /** Records the writer had noted as complete that did not come. */
  missing: number;
  /** Records that came though they were neither noted nor the one it was at. */
  invented: number;
  /** Records that came by their stamps only. */
  salvaged: number;
}

/** Kills a writer once it has completed some number of records, and counts what its ring holds then. */
async function killWriter(kill: Kill): Promise<Remains> {
  const { buffer } = createRing({ capacityBytes: 65_536, firstPosition: 2 ** 31 - 8 * random(20_000) });
  const completed = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('write-until-killed.js', sides), { workerData: { buffer, completed, ...kill } });
  await new Promise((resolve) => worker.once('online', resolve));
  const consumer = new RingConsumer(buffer);
  const outcomes = noOutcomes();
  const visit = countingVisitor(outcomes, kill.shrinks ? LONGEST_BYTES : undefined);
  const killAt = 1 + random(5000);
  while (Atomics.load(completed, 0) < killAt) consumer.drain(visit, 1 + random(20));
  // It goes on writing until it is dead: the kill meets it anywhere.
  const death = worker.terminate();
  const turn = (): Promise<'alive'> => new Promise((resolve) => setImmediate(resolve, 'alive'));
  while ((await Promise.race([death, turn()])) === 'alive') consumer.drain(visit);
  const published = outcomes.whole + outcomes.torn;
  const salvaged = consumer.salvage(visit);
  const [taken, noted] = [outcomes.whole + outcomes.torn, Atomics.load(completed, 0)];
  const [missing, invented] = [Math.max(0, noted - taken), Math.max(0, taken - noted - 1)];
  return { ...outcomes, missing, invented, salvaged: Math.min(salvaged, taken - published) };
}

async function killWriters(kill: Kill, times: number): Promise<Remains> {
  const sum: Remains = { ...noOutcomes(), missing: 0, invented: 0, salvaged: 0 };
  for (let time = 0; time < times; time += 1) {
    const remains = await killWriter(kill);
    for (const key of Object.keys(sum) as (keyof Remains)[]) sum[key] += remains[key];
  }
  console.log(`litmus: ${times} writers killed, ${JSON.stringify(kill)}: ${JSON.stringify(sum)}`);
  return sum;
}

const NOTHING_WRONG = { torn: 0, outOfOrder: 0, missing: 0, invented: 0 };

describe('a writer that is terminated', () => {
  it.each([
    ['publishes each record', { batch: 1, shrinks: false, stampsFirst: false }],
    ['publishes by 16', { batch: 16, shrinks: false, stampsFirst: false }],
    ['cuts its records down', { batch: 16, shrinks: true, stampsFirst: false }],
  ])('and %s leaves all it completed, whole', async (_, kill) => {
    const remains = await killWriters(kill, 15);
    expect(remains).toMatchObject(NOTHING_WRONG);
    expect(remains.whole).toBeGreaterThan(0);
  });

  it('which this test would notice: stamps before payloads leave a torn record', async () => {
    const remains = await killWriters({ batch: 16, shrinks: false, stampsFirst: true }, 15);
    expect(remains.torn).toBeGreaterThan(0);
  });
});
