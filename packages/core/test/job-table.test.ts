import { beforeEach, describe, expect, it } from 'vitest';
import { type Job, JobTable, UNASSIGNED } from '../src/job-table.ts';

const job: Job = { itemDone: () => {}, itemFailed: () => {} };

describe('a job table', () => {
  let table: JobTable;

  beforeEach(() => {
    table = new JobTable();
  });

  it('gives every open record a slot of its own', () => {
    const slots = [table.add(job, 0, 0, 1), table.add(job, 0, 0, 1), table.add(job, 0, 0, 1)];
    expect(new Set(slots).size).toBe(3);
    expect(table.open).toBe(3);
  });

  it('gives a slot that was given back to the next record', () => {
    const first = table.add(job, 0, 0, 1);
    table.add(job, 0, 0, 1);
    table.remove(first);
    expect(table.add(job, 0, 0, 1)).toBe(first);
    expect(table.open).toBe(2);
  });

  it('shows nothing of the former record in a slot that is used again', () => {
    const slot = table.add(job, 7, 10, 5);
    table.assign(slot, 2, 640, 99);
    table.setLuggage(slot, 'luggage');
    table.finishItem(slot);
    table.remove(slot);
    const other: Job = { ...job };
    expect(table.add(other, 1, 3, 2)).toBe(slot);
    expect(table.jobOf(slot)).toBe(other);
    expect(table.functionOf(slot)).toBe(1);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
    expect(table.nanosOf(slot)).toBe(0);
    expect(table.itemsDone(slot)).toBe(0);
    expect(table.itemsLeft(slot)).toBe(2);
    expect(table.nextItem(slot)).toBe(3);
    expect(table.luggageOf(slot)).toBeUndefined();
  });

  it.each([-1, 0, 1, 1000])('knows no job of slot %d when nothing is open', (slot) => {
    expect(table.jobOf(slot)).toBeUndefined();
  });

  it('knows no job of a slot that was given back', () => {
    const slot = table.add(job, 0, 0, 1);
    table.remove(slot);
    expect(table.jobOf(slot)).toBeUndefined();
  });

  it('counts items by their index in the job', () => {
    const slot = table.add(job, 0, 30, 3);
    expect([table.finishItem(slot), table.finishItem(slot)]).toEqual([30, 31]);
    expect(table.nextItem(slot)).toBe(32);
    expect(table.itemsDone(slot)).toBe(2);
    expect(table.itemsLeft(slot)).toBe(1);
  });

  it('remembers who holds a record, and where', () => {
    const slot = table.add(job, 0, 0, 1);
    table.assign(slot, 3, -2_147_483_648, 1234);
    expect([table.workerOf(slot), table.startPositionOf(slot), table.nanosOf(slot)]).toEqual([3, -2_147_483_648, 1234]);
    table.unassign(slot);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
  });

  it('finds the records that a worker holds', () => {
    const slots = [0, 1, 2, 3].map(() => table.add(job, 0, 0, 1));
    table.assign(slots[0]!, 1, 0, 0);
    table.assign(slots[1]!, 2, 0, 0);
    table.assign(slots[3]!, 1, 0, 0);
    table.remove(slots[3]!);
    expect(table.slotsOf(1)).toEqual([slots[0]]);
    expect(table.slotsOf(2)).toEqual([slots[1]]);
    expect(table.slotsOf(UNASSIGNED)).toEqual([slots[2]]);
  });

  it('lists the open slots', () => {
    const slots = [0, 1, 2].map(() => table.add(job, 0, 0, 1));
    table.remove(slots[1]!);
    expect(table.openSlots()).toEqual([slots[0], slots[2]]);
  });

  it('holds luggage as long as the record is open', () => {
    const slot = table.add(job, 0, 0, 1);
    const other = table.add(job, 0, 0, 1);
    table.setLuggage(slot, 'trunk');
    expect(table.luggageOf(slot)).toBe('trunk');
    expect(table.luggageOf(other)).toBeUndefined();
    table.remove(slot);
    expect(table.luggageOf(slot)).toBeUndefined();
  });
});
