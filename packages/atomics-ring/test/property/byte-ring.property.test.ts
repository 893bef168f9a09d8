import { deepStrictEqual as equal } from 'node:assert';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { createRing, RingConsumer, RingProducer, type RecordVisitor } from '../../src/index.js';
import { recordBytes } from '../../src/record.js';
import { firstPosition } from './first-position.js';
import { operation } from './operation.js';
import { printedSeed } from './seed.js';

const seed = printedSeed('byte-ring.property');

/** What a ring does, as a plain queue: what is published, and what is staged behind it. */
interface Queue {
  readonly published: number[][];
  readonly staged: number[][];
}

interface Sides {
  readonly producer: RingProducer;
  readonly consumer: RingConsumer;
  /** The next record's first byte, so that no two neighbours are alike. */
  next: number;
}

type Operation = fc.Command<Queue, Sides>;

function payload(length: number, sides: Sides): Uint8Array {
  sides.next = (sides.next + 1) & 0xff;
  return new Uint8Array(length).map((_, index) => sides.next + index);
}

/** Records that are longer than half of what is free may meet padding; shorter ones always fit. */
function mustFit(length: number, queue: Queue, { capacityBytes }: RingProducer): boolean {
  const occupied = [...queue.published, ...queue.staged].reduce((sum, bytes) => sum + recordBytes(bytes.length), 0);
  return occupied === 0 || occupied + 2 * recordBytes(length) + 8 <= capacityBytes / 2;
}

function publishStaged(queue: Queue): void {
  queue.published.push(...queue.staged.splice(0));
}

function push(ofLongest: number): Operation {
  return operation(`push(${ofLongest})`, (queue, sides) => {
    const length = Math.floor(ofLongest * sides.producer.maxPayloadBytes);
    const fits = mustFit(length, queue, sides.producer);
    const bytes = payload(length, sides);
    const isPushed = sides.producer.tryPush(bytes);
    if (isPushed) {
      queue.staged.push([...bytes]);
      publishStaged(queue);
    }
    equal(isPushed || !fits, true);
  });
}

function stage(ofLongest: number, kept: number): Operation {
  return operation(`stage(${ofLongest}, ${kept})`, (queue, sides) => {
    const { producer } = sides;
    const length = Math.floor(ofLongest * producer.maxPayloadBytes);
    const offset = producer.reserve(length);
    if (offset < 0) return;
    const bytes = payload(Math.floor(kept * length), sides);
    producer.bytes.set(bytes, offset);
    producer.stage(bytes.length);
    queue.staged.push([...bytes]);
  });
}

function shrink(kept: number): Operation {
  const cut = (queue: Queue, { producer }: Sides): void => {
    const newest = queue.staged.pop()!;
    const length = Math.floor(kept * newest.length);
    producer.shrink(length);
    queue.staged.push(newest.slice(0, length));
  };
  return operation(`shrink(${kept})`, cut, ({ staged }) => staged.length > 0);
}

const publish: Operation = operation('publish', (queue, { producer }) => {
  producer.publish();
  publishStaged(queue);
});

const pop: Operation = operation('pop', (queue, { consumer }) => {
  const popped = consumer.tryPop();
  equal(popped && [...popped], queue.published.shift());
});

function drain(limit: number): Operation {
  return operation(`drain(${limit})`, (queue, { consumer }) => {
    const expected = queue.published.splice(0, limit);
    const taken: number[][] = [];
    const count = consumer.drain(collecting(taken), limit);
    equal([count, taken], [expected.length, expected]);
  });
}

/** The last operation: the producer's thread has ended. */
const salvage: Operation = operation('salvage', (queue, { consumer }) => {
  const expected = [...queue.published.splice(0), ...queue.staged];
  const taken: number[][] = [];
  const unpublished = consumer.salvage(collecting(taken));
  equal([unpublished, taken], [queue.staged.length, expected]);
});

function collecting(taken: number[][]): RecordVisitor {
  return (view, offset, length) => {
    taken.push(Array.from({ length }, (_, index) => view.getUint8(offset + index)));
  };
}

/** Shares of the longest record: none of it, all of it, and what lies between, mostly short. */
const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 0.3, noNaN: true }));

const operations = fc.commands(
  [
    share.map(push),
    share.map(push),
    fc.tuple(share, share).map(([length, kept]) => stage(length, kept)),
    share.map(shrink),
    fc.constant(publish),
    fc.constant(pop),
    fc.nat(5).map(drain),
    fc.constant(drain(Infinity)),
  ],
  { maxCommands: 100 },
);

describe('a byte ring', () => {
  it('is a queue whatever is done to it, wherever its positions stand, and is salvaged whole', () => {
    const capacity = fc.constantFrom(32, 64, 128, 1024);
    const property = fc.property(capacity, firstPosition(8), operations, (capacityBytes, first, commands) => {
      const { buffer } = createRing({ capacityBytes, firstPosition: first });
      const model: Queue = { published: [], staged: [] };
      const real: Sides = { producer: new RingProducer(buffer), consumer: new RingConsumer(buffer), next: 0 };
      fc.modelRun(() => ({ model, real }), commands);
      salvage.run(model, real);
    });
    fc.assert(property, { seed, numRuns: 3000 });
  });
});
