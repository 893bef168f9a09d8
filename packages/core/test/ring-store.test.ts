import { deepStrictEqual as equal } from 'node:assert';
import { createRing, RingConsumer, RingProducer } from 'atomics-ring';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, RingStore, takeRing } from '../src/transport/ring-store.ts';

const CAPACITY_BYTES = 1024;
const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`ring-store: RINGPOOL_SEED=${seed}`);
const RING_BYTES = createRing({ capacityBytes: CAPACITY_BYTES }).buffer.byteLength;

describe('a store of rings', () => {
  it('gives new rings while it has none', () => {
    const store = new RingStore(10 * RING_BYTES);
    const [first, second] = [store.takeRing(CAPACITY_BYTES), store.takeRing(CAPACITY_BYTES)];
    expect(first).not.toBe(second);
    expect(new RingProducer(first).capacityBytes).toBe(CAPACITY_BYTES);
  });

  it('gives a ring again once it was given back, as new', () => {
    const store = new RingStore(10 * RING_BYTES);
    const buffer = store.takeRing(CAPACITY_BYTES);
    new RingProducer(buffer).tryPush(Uint8Array.of(1));
    store.giveBack(buffer);
    expect(store.takeRing(CAPACITY_BYTES)).toBe(buffer);
    expect(new RingConsumer(buffer).tryPop()).toBeUndefined();
    expect(store.takeRing(CAPACITY_BYTES)).not.toBe(buffer);
  });

  it('gives a ring of the capacity asked for, and no other', () => {
    const store = new RingStore(10 * RING_BYTES);
    const [small, large] = [store.takeRing(CAPACITY_BYTES), store.takeRing(2 * CAPACITY_BYTES)];
    store.giveBack(small);
    store.giveBack(large);
    expect(store.takeRing(CAPACITY_BYTES / 2)).not.toBe(small);
    expect(store.takeRing(2 * CAPACITY_BYTES)).toBe(large);
    expect(store.takeRing(CAPACITY_BYTES)).toBe(small);
  });

  it('refuses a ring that is given back twice, or that it never gave', () => {
    const store = new RingStore(10 * RING_BYTES);
    const buffer = store.takeRing(CAPACITY_BYTES);
    store.giveBack(buffer);
    const message = 'Expected a ring that was taken, and given back once, got another.';
    expect(() => store.giveBack(buffer)).toThrow(message);
    expect(() => store.giveBack(createRing({ capacityBytes: CAPACITY_BYTES }).buffer)).toThrow(message);
    store.takeRing(CAPACITY_BYTES);
    expect(() => store.giveBack(buffer)).not.toThrow();
  });

  it('drops what came first when it has too much', () => {
    const store = new RingStore(2 * RING_BYTES);
    const rings = [1, 2, 3].map(() => store.takeRing(CAPACITY_BYTES));
    for (const ring of rings) store.giveBack(ring);
    expect(store.keptBytes).toBe(2 * RING_BYTES);
    const again = new Set([store.takeRing(CAPACITY_BYTES), store.takeRing(CAPACITY_BYTES)]);
    expect(again).toEqual(new Set(rings.slice(1)));
    expect(store.keptBytes).toBe(0);
  });

  it('refuses a second time what it dropped the first time', () => {
    const store = new RingStore(0);
    const buffer = store.takeRing(CAPACITY_BYTES);
    store.giveBack(buffer);
    expect(() => store.giveBack(buffer)).toThrow('Expected a ring that was taken');
  });

  it('drops what is no ring any more', () => {
    const store = new RingStore(10 * RING_BYTES);
    const buffer = store.takeRing(CAPACITY_BYTES);
    new Int32Array(buffer).fill(-1);
    store.giveBack(buffer);
    expect(store.keptBytes).toBe(0);
  });

  it('never keeps more than it may, nor gives a ring to two', () => {
    const actions = fc.array(fc.tuple(fc.boolean(), fc.nat(7), fc.constantFrom(512, 1024, 4096)), { maxLength: 60 });
    const property = fc.property(actions, fc.nat(12 * RING_BYTES), (script, mostBytes) => {
      const store = new RingStore(mostBytes);
      const lent: SharedArrayBuffer[] = [];
      for (const [takes, place, capacityBytes] of script) {
        if (takes || lent.length === 0) lent.push(store.takeRing(capacityBytes));
        else store.giveBack(lent.splice(place % lent.length, 1)[0]!);
        equal([new Set(lent).size, store.keptBytes <= mostBytes], [lent.length, true]);
      }
    });
    fc.assert(property, { seed, numRuns: 200 });
  });
});

it('is one for all pools', () => {
  const buffer = takeRing(CAPACITY_BYTES);
  giveBack(buffer);
  expect(takeRing(CAPACITY_BYTES)).toBe(buffer);
  giveBack(buffer);
});
