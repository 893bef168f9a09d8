import { beforeEach, describe, expect, it } from 'vitest';
import { ANY_WORKER, JobTable, UNASSIGNED } from '../src/job-table.ts';
import { FakeJob } from './fake-job.ts';

const job = new FakeJob();

let table: JobTable;

beforeEach(() => {
  table = new JobTable();
});

describe('a job table', () => {
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
    table.setTarget(slot, 3);
    table.setSubmittedAt(slot, 12.5);
    table.countAttempt(slot, 1);
    table.resultInTurn(slot);
    table.settle(slot, 1);
    table.remove(slot);
    const other = new FakeJob();
    expect(table.add(other, 1, 3, 2)).toBe(slot);
    expect(table.jobOf(slot)).toBe(other);
    expect(table.functionOf(slot)).toBe(1);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
    expect(table.targetOf(slot)).toBe(ANY_WORKER);
    expect([table.nanosOf(slot), table.submittedAt(slot), table.nextPlace(slot)]).toEqual([0, 0, 0]);
    expect([table.itemsOf(slot), table.owedBy(slot), table.unsettledOf(slot)]).toEqual([2, 2, 2]);
    expect(table.unsettledPlaces(slot)).toEqual([0, 1]);
    expect(table.luggageOf(slot)).toBeUndefined();
    expect(table.countAttempt(slot, 1)).toBe(1);
  });

  it.each([-1, 0, 1, 1000])('knows no job of slot %d when nothing is open', (slot) => {
    expect(table.jobOf(slot)).toBeUndefined();
  });

  it('knows no job of a slot that was given back', () => {
    const slot = table.add(job, 0, 0, 1);
    table.remove(slot);
    expect(table.jobOf(slot)).toBeUndefined();
  });

  it('remembers who holds a record, and where', () => {
    const slot = table.add(job, 0, 0, 1);
    table.assign(slot, 3, -2_147_483_648, 1234);
    expect([table.workerOf(slot), table.startPositionOf(slot), table.nanosOf(slot)]).toEqual([3, -2_147_483_648, 1234]);
    table.unassign(slot);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
  });

  it('finds the records that a worker holds, oldest first, where positions pass 2³¹ too', () => {
    const slots = [0, 1, 2, 3, 4].map(() => table.add(job, 0, 0, 1));
    table.assign(slots[0]!, 1, -2_147_483_648, 0);
    table.assign(slots[1]!, 2, 0, 0);
    table.assign(slots[3]!, 1, 2_147_483_584, 0);
    table.assign(slots[4]!, 1, 0, 0);
    table.remove(slots[4]!);
    expect(table.slotsOf(1)).toEqual([slots[3], slots[0]]);
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

  it('remembers the one worker that may run a record', () => {
    const slot = table.add(job, 0, 0, 1);
    expect(table.targetOf(slot)).toBe(ANY_WORKER);
    table.setTarget(slot, 4);
    expect(table.targetOf(slot)).toBe(4);
  });
});

describe('results in turn', () => {
  it('have the index of their item in the job', () => {
    const slot = table.add(job, 0, 30, 3);
    expect([table.resultInTurn(slot), table.resultInTurn(slot)]).toEqual([30, 31]);
    expect([table.nextPlace(slot), table.owedBy(slot), table.unsettledOf(slot)]).toEqual([2, 1, 1]);
  });

  it('are told only once, though an item was settled before its result came', () => {
    const slot = table.add(job, 0, 30, 3);
    expect(table.settle(slot, 0)).toBe(30);
    expect(table.owedBy(slot)).toBe(3);
    expect([table.resultInTurn(slot), table.resultInTurn(slot)]).toEqual([-1, 31]);
    expect([table.owedBy(slot), table.unsettledOf(slot)]).toEqual([1, 1]);
  });
});

describe('results out of turn', () => {
  it('have the index of the item at their place', () => {
    const slot = table.add(job, 0, 30, 4);
    expect([table.resultAt(slot, 2), table.resultAt(slot, 0)]).toEqual([32, 30]);
    expect([table.owedBy(slot), table.unsettledOf(slot), table.nextPlace(slot)]).toEqual([2, 2, 0]);
    expect(table.unsettledPlaces(slot)).toEqual([1, 3]);
  });

  it('are owed no more, but not told again, where the item is settled', () => {
    const slot = table.add(job, 0, 30, 4);
    table.settle(slot, 2);
    expect(table.resultAt(slot, 2)).toBe(-1);
    expect([table.owedBy(slot), table.unsettledOf(slot)]).toEqual([3, 3]);
  });

  it('end behind the last of them', () => {
    const slot = table.add(job, 0, 0, 6);
    expect(table.endOfResults(slot)).toBe(0);
    table.resultInTurn(slot);
    expect(table.endOfResults(slot)).toBe(1);
    table.resultAt(slot, 4);
    table.resultAt(slot, 2);
    expect(table.endOfResults(slot)).toBe(5);
  });
});

describe('an item that is settled early', () => {
  it('is settled once', () => {
    const slot = table.add(job, 0, 5, 3);
    expect([table.settle(slot, 1), table.settle(slot, 1)]).toEqual([6, -1]);
    expect(table.isSettled(slot, 1)).toBe(true);
    expect(table.isSettled(slot, 0)).toBe(false);
    expect(table.unsettledPlaces(slot)).toEqual([0, 2]);
  });

  it('cannot be one whose result has come', () => {
    const slot = table.add(job, 0, 5, 3);
    table.resultInTurn(slot);
    expect(table.settle(slot, 0)).toBe(-1);
    expect(table.unsettledOf(slot)).toBe(2);
  });
});

describe('a record whose items are all settled at once', () => {
  it('still owes its results, which are told to nobody', () => {
    const slot = table.add(job, 0, 0, 3);
    table.resultInTurn(slot);
    table.settleAll(slot);
    expect([table.unsettledOf(slot), table.owedBy(slot)]).toEqual([0, 2]);
    expect(table.unsettledPlaces(slot)).toEqual([]);
    expect([table.resultInTurn(slot), table.resultAt(slot, 2), table.settle(slot, 2)]).toEqual([-1, -1, -1]);
    expect(table.owedBy(slot)).toBe(0);
  });

  it('owes nothing once no more results are to come', () => {
    const slot = table.add(job, 0, 0, 3);
    table.settleAll(slot);
    table.stopOwing(slot);
    expect(table.owedBy(slot)).toBe(0);
  });
});

describe('open items', () => {
  it('are those of all records that are not settled, each counted once', () => {
    const slot = table.add(job, 0, 0, 4);
    const other = table.add(job, 0, 0, 10);
    expect(table.openItems).toBe(14);
    table.resultInTurn(slot);
    table.settle(slot, 1);
    table.resultInTurn(slot);
    table.resultAt(slot, 3);
    table.resultAt(slot, 3);
    expect(table.openItems).toBe(11);
    table.settleAll(other);
    table.settleAll(other);
    expect(table.openItems).toBe(1);
    table.remove(slot);
    table.remove(other);
    expect(table.openItems).toBe(0);
  });
});

describe('a record that runs again', () => {
  it('owes the results from its new beginning on, and is told of those that are not settled', () => {
    const slot = table.add(job, 0, 10, 5);
    table.assign(slot, 1, 64, 9);
    table.resultAt(slot, 3);
    table.resultAt(slot, 0);
    table.settle(slot, 1);
    table.runAgainFrom(slot, 2);
    expect([table.nextPlace(slot), table.owedBy(slot), table.workerOf(slot)]).toEqual([2, 3, UNASSIGNED]);
    expect([table.resultInTurn(slot), table.resultInTurn(slot), table.resultInTurn(slot)]).toEqual([12, -1, 14]);
    expect([table.owedBy(slot), table.unsettledOf(slot)]).toEqual([0, 0]);
  });

  it('counts the attempts of each item', () => {
    const slot = table.add(job, 0, 0, 3);
    expect([table.countAttempt(slot, 1), table.countAttempt(slot, 1), table.countAttempt(slot, 2)]).toEqual([1, 2, 1]);
  });
});
