import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backlog, type WaitingRecord } from '../src/backlog.ts';

function record(slot: number): WaitingRecord {
  return { slot, payload: new Uint8Array(1), needsIdleWorker: false };
}

function filled(...slots: number[]): Backlog {
  const backlog = new Backlog();
  for (const slot of slots) backlog.push(record(slot));
  return backlog;
}

describe('a backlog', () => {
  it('gives records in the order they came', () => {
    const backlog = filled(5, 3, 9);
    const taken: number[] = [];
    for (let next = backlog.peek(); next !== undefined; next = backlog.peek()) {
      taken.push(next.slot);
      backlog.shift();
    }
    expect(taken).toEqual([5, 3, 9]);
    expect(backlog.length).toBe(0);
  });

  it('leaves a record that is looked at where it is', () => {
    const backlog = filled(1);
    expect(backlog.peek()).toBe(backlog.peek());
    expect(backlog.length).toBe(1);
  });

  it('gives nothing when it is empty, and stays empty when something is removed', () => {
    const backlog = new Backlog();
    backlog.shift();
    expect(backlog.peek()).toBeUndefined();
    expect(backlog.length).toBe(0);
  });

  it('puts what was taken back before all others, in its order', () => {
    const backlog = filled(1, 2, 3);
    backlog.shift();
    backlog.unshift([record(8), record(9)]);
    expect(backlog.slots()).toEqual([8, 9, 2, 3]);
  });

  it('removes records wherever they stand', () => {
    const backlog = filled(1, 2, 3, 4, 5);
    backlog.shift();
    backlog.remove(new Set([3, 5]));
    expect(backlog.slots()).toEqual([2, 4]);
    expect(backlog.length).toBe(2);
    expect(backlog.peek()?.slot).toBe(2);
  });

  it('is empty after it was cleared, and can be used on', () => {
    const backlog = filled(1, 2);
    backlog.clear();
    backlog.push(record(7));
    expect(backlog.slots()).toEqual([7]);
  });

  it('is a queue whatever is done to it', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('push' as const) },
      { weight: 5, arbitrary: fc.constant('shift' as const) },
      { weight: 1, arbitrary: fc.constant('unshift' as const) },
      { weight: 1, arbitrary: fc.constant('remove' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4000, size: 'max' }), (steps) => {
        const backlog = new Backlog();
        let model: number[] = [];
        steps.forEach((name, slot) => {
          if (name === 'push') {
            backlog.push(record(slot));
            model.push(slot);
          } else if (name === 'shift') {
            backlog.shift();
            model.shift();
          } else if (name === 'unshift') {
            backlog.unshift([record(slot), record(-slot)]);
            model.unshift(slot, -slot);
          } else {
            const slots = new Set(model.filter((known) => known % 3 === 0));
            backlog.remove(slots);
            model = model.filter((known) => !slots.has(known));
          }
          expect(backlog.length).toBe(model.length);
          expect(backlog.peek()?.slot).toBe(model[0]);
        });
        expect(backlog.slots()).toEqual(model);
      }),
      { numRuns: 20 },
    );
  });

  it('cuts off what was removed, however many records pass through', () => {
    const backlog = new Backlog();
    for (let slot = 0; slot < 10_000; slot += 1) {
      backlog.push(record(slot));
      if (slot >= 3) backlog.shift();
    }
    expect(backlog.slots()).toEqual([9997, 9998, 9999]);
  });
});
