import { deepStrictEqual as equal } from 'node:assert';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { createNumberRing, NumberConsumer, NumberProducer } from '../../src/index.js';
import { firstPosition } from './first-position.js';
import { operation } from './operation.js';
import { printedSeed } from './seed.js';

const seed = printedSeed('number-ring.property');

interface Queue {
  readonly slots: number;
  readonly published: number[];
  readonly staged: number[];
}

interface Sides {
  readonly producer: NumberProducer;
  readonly consumer: NumberConsumer;
}

function room({ slots, published, staged }: Queue): number {
  return slots - published.length - staged.length;
}

function push(value: number): fc.Command<Queue, Sides> {
  return operation(`push(${value})`, (queue, { producer }) => {
    const fits = room(queue) > 0;
    equal(producer.tryPush(value), fits);
    if (fits) queue.published.push(...queue.staged.splice(0), value);
  });
}

function pushMany(values: readonly number[], start: number): fc.Command<Queue, Sides> {
  return operation(`pushMany(${values.join()})`, (queue, { producer }) => {
    const from = Math.min(start, values.length);
    const count = Math.min(room(queue), values.length - from);
    equal(producer.tryPushMany(values, from), count);
    if (count > 0) queue.published.push(...queue.staged.splice(0), ...values.slice(from, from + count));
  });
}

function stage(value: number): fc.Command<Queue, Sides> {
  return operation(`stage(${value})`, (queue, { producer }) => {
    const fits = room(queue) > 0;
    equal(producer.stage(value), fits);
    if (fits) queue.staged.push(value);
  });
}

const publish: fc.Command<Queue, Sides> = operation('publish', (queue, { producer }) => {
  producer.publish();
  queue.published.push(...queue.staged.splice(0));
});

const pop: fc.Command<Queue, Sides> = operation('pop', (queue, { consumer }) => {
  equal(consumer.tryPop(), queue.published.shift());
});

function popInto(length: number): fc.Command<Queue, Sides> {
  return operation(`popInto(${length})`, (queue, { consumer }) => {
    const target = new Float64Array(length);
    const expected = queue.published.splice(0, length);
    equal([consumer.popInto(target), ...target.slice(0, expected.length)], [expected.length, ...expected]);
  });
}

function drain(limit: number): fc.Command<Queue, Sides> {
  return operation(`drain(${limit})`, (queue, { consumer }) => {
    const taken: number[] = [];
    const expected = queue.published.splice(0, limit);
    equal([consumer.drain((value) => taken.push(value), limit), taken], [expected.length, expected]);
  });
}

const value = fc.double();
const operations = fc.commands(
  [
    value.map(push),
    fc.tuple(fc.array(value, { maxLength: 9 }), fc.nat(3)).map(([values, start]) => pushMany(values, start)),
    value.map(stage),
    fc.constant(publish),
    fc.constant(pop),
    fc.nat(9).map(popInto),
    fc.nat(9).map(drain),
  ],
  { maxCommands: 100 },
);

describe('a number ring', () => {
  it('is a queue whatever is done to it, wherever its positions stand', () => {
    const property = fc.property(
      fc.constantFrom(1, 2, 4, 16),
      firstPosition(1),
      operations,
      (slots, first, commands) => {
        const { buffer } = createNumberRing({ slots, firstPosition: first });
        const model: Queue = { slots, published: [], staged: [] };
        const real: Sides = { producer: new NumberProducer(buffer), consumer: new NumberConsumer(buffer) };
        fc.modelRun(() => ({ model, real }), commands);
      },
    );
    fc.assert(property, { seed, numRuns: 3000 });
  });
});
