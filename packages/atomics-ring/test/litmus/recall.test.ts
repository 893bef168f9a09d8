import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../model/planted-bugs.js';
import { createRing, Doorbell, RecallingProducer, RingConsumer, RingCorruptError } from '../../src/index.js';
import { printedSeed } from '../property/seed.js';
import { compiledSides } from './compiled-sides.js';
import { randomNumbers } from './random-numbers.js';

const random = randomNumbers(printedSeed('recall'));
const END = -1;

interface Record {
  readonly task: number;
  readonly start: number;
}

/** What became of tasks: how many gave a result, ran elsewhere, or were lost; how many ran more than once, or never. */
interface Outcomes {
  done: number;
  elsewhere: number;
  lost: number;
  twice: number;
  never: number;
}

function noOutcomes(): Outcomes {
  return { done: 0, elsewhere: 0, lost: 0, twice: 0, never: 0 };
}

/** The main thread of a worker that runs tasks: publishes, recalls now and then, and runs itself what it took back. */
class Main {
  readonly outcomes: Outcomes = noOutcomes();
  readonly #inRing = createRing({ capacityBytes: 512, firstPosition: 2 ** 31 - 8 * random(1000) }).buffer;
  readonly #outRing = createRing({ capacityBytes: 512 }).buffer;
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  readonly #runs: Int32Array;
  readonly #tasks = new RecallingProducer(this.#inRing);
  readonly #results = new RingConsumer(this.#outRing);
  readonly #doorbell = new Doorbell(this.#bell, 0);
  /** Records in flight, oldest first. */
  #inFlight: Record[] = [];
  readonly worker: Worker;

  constructor(folder: URL, count: number) {
    this.#runs = new Int32Array(new SharedArrayBuffer(4 * count));
    const rings = { inRing: this.#inRing, outRing: this.#outRing, bell: this.#bell };
    const workerData = { ...rings, runs: this.#runs, limit: 1 + random(8) };
    this.worker = new Worker(new URL('run-tasks.js', folder), { workerData });
  }

  publish(task: number): void {
    let start = this.#tasks.writePosition;
    let offset = this.#tasks.reserve(4);
    while (offset < 0) {
      this.#doorbell.sleepSync(() => this.#results.hasRecords() || this.#tasks.reserve(4) >= 0);
      this.drain();
      start = this.#tasks.writePosition;
      offset = this.#tasks.reserve(4);
    }
    this.#tasks.view.setInt32(offset, task, true);
    this.#tasks.commit();
    this.#inFlight.push({ task, start });
  }

  drain(): void {
    this.#results.drain(this.#settle);
  }

  recall(): void {
    this.#tasks.recall((view, offset) => {
      const task = view.getInt32(offset, true);
      this.#inFlight = this.#inFlight.filter((record) => record.task !== task);
      this.#runElsewhere(task);
    });
  }

  hasRunTwice(task: number): boolean {
    return (this.#runs[task] ?? 0) > 1;
  }

  /** After the worker's end: what it left is settled, and every task is counted. */
  settleRest(): Outcomes {
    this.#results.salvage(this.#settle);
    this.recall();
    const { started } = this.#tasks;
    for (const { task, start } of this.#inFlight) {
      if (task === END) continue;
      if (((start - started) | 0) >= 0) this.#runElsewhere(task);
      else this.outcomes.lost += 1;
    }
    for (const runs of this.#runs) {
      if (runs > 1) this.outcomes.twice += 1;
      if (runs === 0) this.outcomes.never += 1;
    }
    return this.outcomes;
  }

  readonly #settle = (view: DataView, offset: number): void => {
    const task = view.getInt32(offset, true);
    this.#inFlight = this.#inFlight.filter((record) => record.task !== task);
    this.outcomes.done += 1;
  };

  #runElsewhere(task: number): void {
    if (task === END) return;
    Atomics.add(this.#runs, task, 1);
    this.outcomes.elsewhere += 1;
  }
}

/** Publishes tasks with recalls in between, until all are through. */
async function runAll(folder: URL, count: number): Promise<Outcomes> {
  const main = new Main(folder, count);
  const exited = new Promise((resolve) => main.worker.once('exit', resolve));
  await new Promise((resolve) => main.worker.once('online', resolve));
  for (let task = 0; task < count; task += 1) {
    main.publish(task);
    if (random(10) === 0) main.recall();
    if (random(10) === 0) main.drain();
  }
  main.publish(END);
  await exited;
  return main.settleRest();
}

/** Publishes tasks with recalls in between, and terminates the worker somewhere among them. */
async function killOne(folder: URL): Promise<Outcomes> {
  const count = 1 + random(3000);
  const main = new Main(folder, count);
  await new Promise((resolve) => main.worker.once('online', resolve));
  for (let task = 0; task < count; task += 1) {
    main.publish(task);
    if (random(10) === 0) main.recall();
    if (random(10) === 0) main.drain();
  }
  // Nothing is drained meanwhile: its results, published or not, are salvaged.
  await main.worker.terminate();
  return main.settleRest();
}

async function killMany(folder: URL, times: number): Promise<Outcomes> {
  const sum = noOutcomes();
  for (let time = 0; time < times; time += 1) {
    const outcomes = await killOne(folder);
    expect(outcomes.lost, 'tasks lost with one worker').toBeLessThanOrEqual(1);
    expect(outcomes.never, 'tasks that ran nowhere, at most the lost one').toBeLessThanOrEqual(outcomes.lost);
    for (const key of Object.keys(sum) as (keyof Outcomes)[]) sum[key] += outcomes[key];
  }
  return sum;
}

function report(name: string, outcomes: Outcomes): void {
  console.log(`litmus: ${name}: ${JSON.stringify(outcomes)}`);
}

/** Whether the ring was found damaged on the way. */
function foundDamaged(run: () => void): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof RingCorruptError) return true;
    throw error;
  }
}

describe('tasks of a worker that can be recalled', () => {
  it('run once each, in the worker or elsewhere', async () => {
    const outcomes = await runAll(compiledSides('recall'), 100_000);
    report('tasks with recalls', outcomes);
    expect(outcomes).toMatchObject({ lost: 0, twice: 0, never: 0 });
    expect(outcomes.done + outcomes.elsewhere).toBe(100_000);
    expect(Math.min(outcomes.done, outcomes.elsewhere)).toBeGreaterThan(0);
  });

  it('are settled once each when the worker is terminated, and one is lost at most', async () => {
    const outcomes = await killMany(compiledSides('recall-killed'), 30);
    report('30 workers killed', outcomes);
    expect(outcomes.twice).toBe(0);
  });

  it('which this test would notice: claims by load and store run tasks twice, or move CLAIM back', async () => {
    const byLoadAndStore: Change = {
      file: 'claiming-consumer.ts',
      find: '    const seen = compareExchange(this.#words, Word.Claim, this.#readPosition, end);\n',
      replace:
        '    const seen = load(this.#words, Word.Claim);\n' +
        '    for (let moment = 0; moment < 1000; moment += 1) void this.hasNews();\n' +
        '    if (seen === this.#readPosition) store(this.#words, Word.Claim, end);\n',
    };
    const unused: Change = {
      file: 'claiming-consumer.ts',
      find: 'import { compareExchange, load, store }',
      replace: 'import { load, store }',
    };
    const main = new Main(compiledSides('recall-bug', [unused, byLoadAndStore]), 20_000);
    await new Promise((resolve) => main.worker.once('online', resolve));
    const isDamaged = foundDamaged(() => {
      for (let task = 0; task < 20_000 && !main.hasRunTwice(task - 1); task += 1) {
        main.publish(task);
        for (let moment = random(1000); moment > 0; moment -= 1) main.drain();
        main.recall();
      }
    });
    await main.worker.terminate();
    // CLAIM that went back is damage as well, where a recall sees it before the task has run twice.
    const twice = isDamaged ? 0 : main.settleRest().twice;
    console.log(`litmus: claims by load and store: ${twice} tasks run twice, CLAIM seen to go back: ${isDamaged}`);
    expect(isDamaged || twice > 0).toBe(true);
  });
});
