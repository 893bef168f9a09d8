import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing, RingConsumer, RingProducer } from '../../src/index.js';
import { recordBytes } from '../../src/record.js';
import { firstPosition } from './first-position.js';
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

class Push implements Operation {
  readonly #share: number;
  constructor(share: number) {
    this.#share = share;
  }
  check = (): boolean => true;
  run(queue: Queue, sides: Sides): void {
    const length = Math.floor(this.#share * sides.producer.maxPayloadBytes);
    const bytes = payload(length, sides);
    const isPushed = sides.producer.tryPush(bytes);
    if (isPushed) {
      queue.staged.push([...bytes]);
      publishStaged(queue);
    }
    expect(isPushed || !mustFit(length, queue, sides.producer)).toBe(true);
  }
  toString = (): string => `push(${this.#share})`;
}

class Stage implements Operation {
  readonly #share: number;
  readonly #kept: number;
  constructor(share: number, kept: number) {
    this.#share = share;
    this.#kept = kept;
  }
  check = (): boolean => true;
  run(queue: Queue, sides: Sides): void {
    const { producer } = sides;
    const length = Math.floor(this.#share * producer.maxPayloadBytes);
    const offset = producer.reserve(length);
    if (offset < 0) return;
    const bytes = payload(Math.floor(this.#kept * length), sides);
    producer.bytes.set(bytes, offset);
    producer.stage(bytes.length);
    queue.staged.push([...bytes]);
  }
  toString = (): string => `stage(${this.#share}, ${this.#kept})`;
}

class Shrink implements Operation {
  readonly #kept: number;
  constructor(kept: number) {
    this.#kept = kept;
  }
  check = (queue: Queue): boolean => queue.staged.length > 0;
  run(queue: Queue, { producer }: Sides): void {
    const newest = queue.staged.pop()!;
    const length = Math.floor(this.#kept * newest.length);
    producer.shrink(length);
    queue.staged.push(newest.slice(0, length));
  }
  toString = (): string => `shrink(${this.#kept})`;
}

class Publish implements Operation {
  check = (): boolean => true;
  run(queue: Queue, { producer }: Sides): void {
    producer.publish();
    publishStaged(queue);
  }
  toString = (): string => 'publish()';
}

class Pop implements Operation {
  check = (): boolean => true;
  run(queue: Queue, { consumer }: Sides): void {
    const popped = consumer.tryPop();
    expect(popped === undefined ? undefined : [...popped]).toEqual(queue.published.shift());
  }
  toString = (): string => 'pop()';
}

class Drain implements Operation {
  readonly #limit: number;
  constructor(limit: number) {
    this.#limit = limit;
  }
  check = (): boolean => true;
  run(queue: Queue, { consumer }: Sides): void {
    const expected = queue.published.splice(0, this.#limit);
    const taken: number[][] = [];
    const count = consumer.drain((view, offset, length) => {
      taken.push(Array.from({ length }, (_, index) => view.getUint8(offset + index)));
    }, this.#limit);
    expect([count, taken]).toEqual([expected.length, expected]);
  }
  toString = (): string => `drain(${this.#limit})`;
}

/** The last operation: the producer's thread has ended. */
class Salvage implements Operation {
  check = (): boolean => true;
  run(queue: Queue, { consumer }: Sides): void {
    const expected = [...queue.published.splice(0), ...queue.staged];
    const taken: number[][] = [];
    const unpublished = consumer.salvage((view, offset, length) => {
      taken.push(Array.from({ length }, (_, index) => view.getUint8(offset + index)));
    });
    expect([unpublished, taken]).toEqual([queue.staged.length, expected]);
  }
  toString = (): string => 'salvage()';
}

/** Shares of the longest record: none of it, all of it, and what lies between, mostly short. */
const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 0.3, noNaN: true }));

const operations = fc.commands(
  [
    share.map((length) => new Push(length)),
    share.map((length) => new Push(length)),
    fc.tuple(share, share).map(([length, kept]) => new Stage(length, kept)),
    share.map((kept) => new Shrink(kept)),
    fc.constant(new Publish()),
    fc.constant(new Pop()),
    fc.nat(5).map((limit) => new Drain(limit)),
    fc.constant(new Drain(Infinity)),
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
      new Salvage().run(model, real);
    });
    fc.assert(property, { seed, numRuns: 3000 });
  });
});
