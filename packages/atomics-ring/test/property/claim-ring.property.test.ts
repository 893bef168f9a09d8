import { deepStrictEqual as equal } from 'node:assert';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { ClaimingConsumer, createRing, RecallingProducer } from '../../src/index.js';
import { Word } from '../../src/layout.js';
import { distance } from '../../src/position.js';
import { firstPosition } from './first-position.js';
import { operation } from './operation.js';
import { printedSeed } from './seed.js';

const seed = printedSeed('claim-ring.property');

/** Tasks by number: published and unclaimed, with where each ends, and those of the worker's batch. */
interface Tasks {
  readonly unclaimed: { readonly task: number; readonly end: number }[];
  readonly batch: number[];
  made: number;
  started: number | undefined;
}

interface Sides {
  readonly producer: RecallingProducer;
  readonly consumer: ClaimingConsumer;
  readonly words: Int32Array;
}

function publish(length: number): fc.Command<Tasks, Sides> {
  return operation(`publish(${length})`, (tasks, { producer }) => {
    const offset = producer.reserve(Math.min(4 + length, producer.maxPayloadBytes));
    if (offset < 0) return;
    producer.view.setInt32(offset, tasks.made, true);
    producer.commit();
    tasks.unclaimed.push({ task: tasks.made, end: producer.writePosition });
    tasks.made += 1;
  });
}

function recall(share: number): fc.Command<Tasks, Sides> {
  return operation(`recall(${share})`, (tasks, { producer }) => {
    const expected = tasks.unclaimed.splice(0, Math.ceil(share * tasks.unclaimed.length));
    const taken: { task: number; end: number }[] = [];
    producer.recall(
      (view, offset, _length, end) => taken.push({ task: view.getInt32(offset, true), end }),
      expected.at(-1)?.end ?? producer.writePosition - 2 ** 20,
    );
    equal(taken, expected);
  });
}

/** What lies before CLAIM is the batch now: the worker may have claimed less than there is, never nothing. */
function takeClaimed({ unclaimed, batch }: Tasks, claim: number): void {
  const wasEmpty = unclaimed.length === 0;
  while (unclaimed[0] !== undefined && distance(unclaimed[0].end, claim) >= 0) batch.push(unclaimed.shift()!.task);
  equal(batch.length === 0, wasEmpty);
}

/** The worker claims, passing over what was recalled, and runs a part of its batch. */
function work(limit: number, share: number): fc.Command<Tasks, Sides> {
  return operation(`work(${limit}, ${share})`, (tasks, { consumer, words }) => {
    if (tasks.batch.length === 0) {
      while (consumer.claim(limit) === 'recalled');
      takeClaimed(tasks, words[Word.Claim]!);
      equal(tasks.batch.length <= limit, true);
    }
    const runs = Math.ceil(share * tasks.batch.length);
    for (let run = 0; run < runs; run += 1) {
      const offset = consumer.nextRecord();
      consumer.markStarted();
      tasks.started = tasks.batch.shift();
      equal(consumer.view.getInt32(offset, true), tasks.started);
    }
    if (tasks.batch.length > 0) return;
    equal(consumer.nextRecord(), -1);
    consumer.release();
  });
}

const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const operations = fc.commands(
  [
    fc.nat(40).map(publish),
    fc.nat(4).map(publish),
    share.map(recall),
    fc.tuple(fc.integer({ min: 1, max: 4 }), share).map(([limit, part]) => work(limit, part)),
  ],
  { maxCommands: 120 },
);

describe('a ring with claims and recalls', () => {
  it('gives every task to one side, in order, and knows what was never started', () => {
    const capacity = fc.constantFrom(32, 64, 256);
    const property = fc.property(capacity, firstPosition(8), operations, (capacityBytes, first, commands) => {
      const { buffer } = createRing({ capacityBytes, firstPosition: first });
      const model: Tasks = { unclaimed: [], batch: [], made: 0, started: undefined };
      const [producer, consumer] = [new RecallingProducer(buffer), new ClaimingConsumer(buffer)];
      const real: Sides = { producer, consumer, words: new Int32Array(buffer) };
      fc.modelRun(() => ({ model, real }), commands);
      recall(1).run(model, real);
      if (model.batch.length === 0) return;
      const [claimedOnly] = model.batch;
      const unstarted: number[] = [];
      real.producer.visitUnstarted((view, offset) => unstarted.push(view.getInt32(offset, true)));
      equal(unstarted.filter((task) => task >= claimedOnly!).slice(0, model.batch.length), model.batch);
    });
    fc.assert(property, { seed, numRuns: 3000 });
  });
});
