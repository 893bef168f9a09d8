import { beforeEach, expect, it } from 'vitest';
import type { WaitingRecord } from '../src/backlog.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';

let backlog: TargetedBacklog;

beforeEach(() => {
  backlog = new TargetedBacklog();
});

function record(slot: number): WaitingRecord {
  return { slot, payload: new Uint8Array(0), needsIdleWorker: false };
}

/** Takes all records of a worker, oldest first, and returns their slots. */
function drain(worker: number): number[] {
  const slots: number[] = [];
  for (let next = backlog.peek(worker); next !== undefined; next = backlog.peek(worker)) {
    slots.push(next.slot);
    backlog.shift(worker);
  }
  return slots;
}

it('keeps a queue for each worker, first come first served', () => {
  for (const [worker, slot] of [
    [1, 10],
    [2, 20],
    [1, 11],
  ] as const)
    backlog.push(worker, record(slot));
  expect([backlog.length, backlog.workers()]).toEqual([3, [1, 2]]);
  expect([drain(1), drain(2), drain(3)]).toEqual([[10, 11], [20], []]);
  expect([backlog.length, backlog.workers()]).toEqual([0, []]);
});

it('puts what was taken back before all others of its worker, in its order', () => {
  backlog.push(1, record(12));
  backlog.unshift(1, [record(10), record(11)]);
  backlog.unshift(2, [record(20)]);
  backlog.unshift(3, []);
  expect(backlog.workers()).toEqual([1, 2]);
  expect(backlog.length).toBe(4);
  expect(drain(1)).toEqual([10, 11, 12]);
});

it('gives the slots of a lost worker, and keeps nothing of it', () => {
  backlog.push(1, record(10));
  backlog.push(1, record(11));
  backlog.push(2, record(20));
  expect(backlog.take(1)).toEqual([10, 11]);
  expect(backlog.take(1)).toEqual([]);
  expect([backlog.length, backlog.workers()]).toEqual([1, [2]]);
});

it('removes what is no longer open, wherever it stands', () => {
  for (const slot of [10, 11, 12]) backlog.push(1, record(slot));
  backlog.push(2, record(20));
  backlog.removeClosed((slot) => slot === 11);
  expect([backlog.length, backlog.workers()]).toEqual([1, [1]]);
  expect(drain(1)).toEqual([11]);
});

it('takes nothing away where nothing waits', () => {
  backlog.shift(1);
  expect(backlog.length).toBe(0);
});

it('is empty when it was cleared', () => {
  backlog.push(1, record(10));
  backlog.clear();
  expect([backlog.length, backlog.peek(1)]).toEqual([0, undefined]);
});
