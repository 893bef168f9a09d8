import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createNumberRing, createRing, NumberConsumer, RingConsumer, RingProducer } from '../../src/index.js';
import { compiledSides } from './compiled-sides.js';
import { countingVisitor, noOutcomes, numberedRecord, type Outcomes } from './sides/numbered-record.js';

const BELOW_2_31 = 2 ** 31 - 4096;
const sides = compiledSides('message-passing');

function start(folder: URL, side: string, workerData: object): Worker {
  return new Worker(new URL(`${side}.js`, folder), { workerData });
}

/** Records from a worker, received by blocking. */
async function receive(folder: URL, capacityBytes: number, count: number): Promise<Outcomes> {
  const { buffer } = createRing({ capacityBytes, firstPosition: BELOW_2_31 });
  const worker = start(folder, 'send-records', { buffer, count });
  await new Promise((resolve) => worker.once('online', resolve));
  const consumer = new RingConsumer(buffer);
  const outcomes = noOutcomes();
  const visit = countingVisitor(outcomes);
  while (consumer.waitSync() === 'ready') consumer.drain(visit);
  return outcomes;
}

/** The numbers 1, 2, 3 … from a worker. */
async function receiveNumbers(folder: URL, count: number): Promise<{ inOrder: number; outOfOrder: number }> {
  const { buffer } = createNumberRing({ slots: 256, firstPosition: 2 ** 31 - 100 });
  const worker = start(folder, 'send-numbers', { buffer, count });
  await new Promise((resolve) => worker.once('online', resolve));
  const consumer = new NumberConsumer(buffer);
  const target = new Float64Array(100);
  const outcomes = { inOrder: 0, outOfOrder: 0 };
  let expected = 1;
  while (consumer.waitSync() === 'ready') {
    const taken = consumer.popInto(target);
    for (let index = 0; index < taken; index += 1) {
      outcomes[target[index] === expected ? 'inOrder' : 'outOfOrder'] += 1;
      expected += 1;
    }
  }
  return outcomes;
}

function report(name: string, outcomes: object): void {
  console.log(`litmus: ${name}: ${JSON.stringify(outcomes)}`);
}

describe('records between two threads are whole, in order, each once', () => {
  it.each([
    [256, 100_000],
    [65_536, 300_000],
  ])('from a worker, blocking, through %s bytes', async (capacityBytes, count) => {
    const outcomes = await receive(sides, capacityBytes, count);
    report(`from a worker, ${capacityBytes} bytes`, outcomes);
    expect(outcomes).toEqual({ ...noOutcomes(), whole: count });
  });

  it.each([
    [256, 100_000],
    [65_536, 300_000],
  ])('to a worker, blocking, through %s bytes', async (capacityBytes, count) => {
    const { buffer } = createRing({ capacityBytes, firstPosition: BELOW_2_31 });
    const worker = start(sides, 'receive-records', { buffer });
    const received = new Promise((resolve) => worker.once('message', resolve));
    const producer = new RingProducer(buffer);
    for (let number = 0; number < count; number += 1) producer.pushSync(numberedRecord(number));
    producer.close();
    const outcomes = await received;
    report(`to a worker, ${capacityBytes} bytes`, outcomes as Outcomes);
    expect(outcomes).toEqual({ ...noOutcomes(), whole: count });
  });

  it('from a worker, by for await', async () => {
    const count = 50_000;
    const { buffer } = createRing({ capacityBytes: 1024 });
    const worker = start(sides, 'send-records', { buffer, count });
    const outcomes = noOutcomes();
    const visit = countingVisitor(outcomes);
    for await (const record of new RingConsumer(buffer)) visit(new DataView(record.buffer), 0, record.length);
    await worker.terminate();
    report('from a worker, for await', outcomes);
    expect(outcomes).toEqual({ ...noOutcomes(), whole: count });
  });

  it('to a worker, by pushes that are all waiting at once', async () => {
    const count = 20_000;
    const { buffer } = createRing({ capacityBytes: 1024 });
    const worker = start(sides, 'receive-records', { buffer });
    const received = new Promise((resolve) => worker.once('message', resolve));
    const producer = new RingProducer(buffer);
    await Promise.all(Array.from({ length: count }, (_, number) => producer.push(numberedRecord(number))));
    producer.close();
    const outcomes = await received;
    report('to a worker, waiting pushes', outcomes as Outcomes);
    expect(outcomes).toEqual({ ...noOutcomes(), whole: count });
  });

  it('to a worker, by for await, where Atomics.waitAsync is missing', async () => {
    const count = 20_000;
    const folder = compiledSides('message-passing-old-browser', [
      { file: 'atomics.ts', find: 'newer.waitAsync ?? waitAsyncByLooking', replace: 'waitAsyncByLooking' },
    ]);
    const { buffer } = createRing({ capacityBytes: 1024 });
    const worker = start(folder, 'iterate-records', { buffer });
    const received = new Promise((resolve) => worker.once('message', resolve));
    const producer = new RingProducer(buffer);
    for (let number = 0; number < count; number += 1) await producer.push(numberedRecord(number));
    producer.close();
    const outcomes = await received;
    report('to a worker without waitAsync', outcomes as Outcomes);
    expect(outcomes).toEqual({ ...noOutcomes(), whole: count });
  });

  it('which this test would notice: a record published before it is written is torn', async () => {
    const folder = compiledSides('message-passing-bug', [
      {
        file: 'ring-producer.ts',
        find: '    this.bytes.set(bytes, offset);\n    this.commit();\n',
        replace:
          '    this.commit();\n' +
          '    for (let moment = 0; moment < 300; moment += 1) void this.isClosed;\n' +
          '    this.bytes.set(bytes, offset);\n',
      },
    ]);
    const outcomes = await receive(folder, 65_536, 10_000);
    report('from a worker that publishes before it writes', outcomes);
    expect(outcomes.torn + outcomes.outOfOrder).toBeGreaterThan(0);
  });
});

describe('numbers between two threads', () => {
  it('all come, in order, in batches of all sizes', async () => {
    const outcomes = await receiveNumbers(sides, 1_000_000);
    report('numbers from a worker', outcomes);
    expect(outcomes).toEqual({ inOrder: 1_000_000, outOfOrder: 0 });
  });

  it('which this test would notice: numbers published before they are written are others', async () => {
    const folder = compiledSides('numbers-bug', [
      {
        file: 'number-producer.ts',
        find: '    copyNumbers(values, start, this.#numbers, place, beforeEdge);\n',
        replace:
          '    this.stagedEnd = advance(this.stagedEnd, count);\n' +
          '    this.#deliver();\n' +
          '    this.stagedEnd = advance(this.stagedEnd, -count);\n' +
          '    for (let moment = 0; moment < 300; moment += 1) void this.isClosed;\n' +
          '    copyNumbers(values, start, this.#numbers, place, beforeEdge);\n',
      },
    ]);
    const outcomes = await receiveNumbers(folder, 20_000);
    report('numbers from a worker that publishes before it writes', outcomes);
    expect(outcomes.outOfOrder).toBeGreaterThan(0);
  });
});
