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
    table.assign(slot, 2, 640);
    table.setLuggage(slot, 'luggage');
    table.setTarget(slot, 3);
    table.setSubmittedAt(slot, 12.5);
    table.countAttempt(slot, 1);
    table.resultInTurn(slot);
    table.resultAt(slot, 3);
    table.settle(slot, 1);
    table.remove(slot);
    const other = new FakeJob();
    expect(table.add(other, 1, 3, 2)).toBe(slot);
    expect(table.jobOf(slot)).toBe(other);
    expect(table.functionOf(slot)).toBe(1);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
    expect(table.targetOf(slot)).toBe(ANY_WORKER);
    expect([table.submittedAt(slot), table.nextPlace(slot), table.endOfResults(slot)]).toEqual([0, 0, 0]);
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
    table.assign(slot, 3, -2_147_483_648);
    expect([table.workerOf(slot), table.startPositionOf(slot)]).toEqual([3, -2_147_483_648]);
    table.unassign(slot);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
  });

  it('finds the records that a worker holds, oldest first, where positions pass 2³¹ too', () => {
    const slots = [0, 1, 2, 3, 4].map(() => table.add(job, 0, 0, 1));
    table.assign(slots[0]!, 1, -2_147_483_648);
    table.assign(slots[1]!, 2, 0);
    table.assign(slots[3]!, 1, 2_147_483_584);
    table.assign(slots[4]!, 1, 0);
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

describe('who holds a record', () => {
  it('is the one that it was assigned to, and no other', () => {
    const slot = table.add(job, 0, 0, 1);
    expect(table.isHeldBy(2, slot)).toBe(false);
    table.assign(slot, 2, 0);
    expect([table.isHeldBy(2, slot), table.isHeldBy(1, slot)]).toEqual([true, false]);
    table.unassign(slot);
    expect(table.isHeldBy(2, slot)).toBe(false);
  });

  it('is nobody any more when the slot was given back, nor when it is used again', () => {
    const slot = table.add(job, 0, 0, 1);
    table.assign(slot, 2, 0);
    table.remove(slot);
    expect(table.isHeldBy(2, slot)).toBe(false);
    table.add(job, 0, 0, 1);
    expect(table.isHeldBy(2, slot)).toBe(false);
  });

  it('may change for all records of one holder, and of no other', () => {
    const slots = [0, 1, 2].map(() => table.add(job, 0, 0, 1));
    for (const [slot, worker] of [
      [slots[0]!, 1],
      [slots[1]!, 0],
      [slots[2]!, 1],
    ] as const)
      table.assign(slot, worker, 0);
    table.changeHolder(1, -2);
    expect(slots.map((slot) => table.workerOf(slot))).toEqual([-2, 0, -2]);
    expect(table.isHeldBy(-2, slots[0]!)).toBe(true);
  });

  // The last of them are the numbers of slots whose rows would begin where others do, if their places wrapped round at 2³².
  it.each([-1, 1, 255, 256, 1000, 2 ** 28, 2 ** 31 - 1])('is nobody for slot %d, which was never used', (slot) => {
    table.assign(table.add(job, 0, 0, 1), 0, 0);
    expect(table.isHeldBy(0, slot)).toBe(false);
  });
});

describe('many open records', () => {
  // More than there is room for at first, by several doublings.
  const COUNT = 3000;

  it('keep what is their own while the table grows', () => {
    const slots = Array.from({ length: COUNT }, (_, index) => {
      const slot = table.add(job, index % 7, index * 10, 1 + (index % 3), index % 2 === 0 ? index + 0.5 : 0);
      table.assign(slot, index % 5, index * 64);
      return slot;
    });
    expect(new Set(slots).size).toBe(COUNT);
    expect([table.open, table.openSlots().length]).toEqual([COUNT, COUNT]);
    for (const [index, slot] of slots.entries()) {
      const { functionId, items, worker, position, time } = {
        functionId: table.functionOf(slot),
        items: table.itemsOf(slot),
        worker: table.workerOf(slot),
        position: table.startPositionOf(slot),
        time: table.submittedAt(slot),
      };
      expect({ functionId, items, worker, position, time }).toEqual({
        functionId: index % 7,
        items: 1 + (index % 3),
        worker: index % 5,
        position: index * 64,
        time: index % 2 === 0 ? index + 0.5 : 0,
      });
      expect(table.isHeldBy(index % 5, slot)).toBe(true);
      expect(table.resultInTurn(slot)).toBe(index * 10);
    }
  });

  it('take every slot that was given back before a new one', () => {
    const slots = Array.from({ length: COUNT }, () => table.add(job, 0, 0, 1));
    const free = slots.filter((_, index) => index % 3 === 0);
    for (const slot of free) table.remove(slot);
    const again = free.map(() => table.add(job, 0, 0, 1));
    expect(again.sort((a, b) => a - b)).toEqual(free);
    expect(slots).not.toContain(table.add(job, 0, 0, 1));
    expect([table.open, table.openItems]).toEqual([COUNT + 1, COUNT + 1]);
  });
});

describe('the waiting of a record', () => {
  it('is measured from the time that is told with it', () => {
    expect(table.submittedAt(table.add(job, 0, 0, 1, -12.5))).toBe(-12.5);
    expect(table.submittedAt(table.add(job, 0, 0, 1))).toBe(0);
  });

  it('is measured no more when 0 was set for its time', () => {
    const slot = table.add(job, 0, 0, 1, 12.5);
    table.setSubmittedAt(slot, 0);
    expect(table.submittedAt(slot)).toBe(0);
    table.setSubmittedAt(slot, 7);
    expect(table.submittedAt(slot)).toBe(7);
  });

  it('is not measured for the next record in its slot', () => {
    const slot = table.add(job, 0, 0, 1, 12.5);
    table.remove(slot);
    expect(table.submittedAt(table.add(job, 0, 0, 1))).toBe(0);
  });
});

describe('the items of an input without end', () => {
  it.each([2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1, 2 ** 31, 2 ** 32, 2 ** 45])('are told from index %d on', (firstItem) => {
    const slot = table.add(job, 0, firstItem, 4);
    expect([table.resultInTurn(slot), table.resultAt(slot, 3)]).toEqual([firstItem, firstItem + 3]);
    expect(table.settle(slot, 1)).toBe(firstItem + 1);
    table.runAgainFrom(slot, 1);
    expect([table.resultInTurn(slot), table.resultInTurn(slot)]).toEqual([-1, firstItem + 2]);
  });

  it('keep their index beside all else that is noted of their record', () => {
    const slot = table.add(job, 0, 2 ** 40, 2);
    table.setLuggage(slot, 'trunk');
    table.countAttempt(slot, 0);
    expect([table.resultInTurn(slot), table.luggageOf(slot)]).toEqual([2 ** 40, 'trunk']);
  });

  it('leave nothing to the next record in their slot', () => {
    const slot = table.add(job, 0, 2 ** 40, 1);
    table.remove(slot);
    expect(table.add(job, 0, 5, 1)).toBe(slot);
    expect(table.resultInTurn(slot)).toBe(5);
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

describe('several results in turn', () => {
  it('have the index of the first of their items in the job, and count each', () => {
    const slot = table.add(job, 0, 30, 5);
    table.resultInTurn(slot);
    expect(table.resultsInTurn(slot, 3)).toBe(31);
    expect([table.nextPlace(slot), table.owedBy(slot), table.unsettledOf(slot)]).toEqual([4, 1, 1]);
    expect([table.openItems, table.resultInTurn(slot)]).toEqual([1, 34]);
  });

  it('are told from the index on that is kept apart', () => {
    const slot = table.add(job, 0, 2 ** 40, 3);
    expect([table.resultsInTurn(slot, 2), table.resultsInTurn(slot, 1)]).toEqual([2 ** 40, 2 ** 40 + 2]);
  });

  it('are counted though an attempt at one of them was noted', () => {
    const slot = table.add(job, 0, 30, 2);
    table.countAttempt(slot, 0);
    expect(table.resultsInTurn(slot, 2)).toBe(30);
  });

  it.each<[string, (slot: number) => void]>([
    ['one of them was settled', (slot) => void table.settle(slot, 1)],
    ['all were settled', (slot) => table.settleAll(slot)],
    ['there are not so many', (slot) => void table.resultInTurn(slot)],
  ])('are not counted where %s', (_name, prepare) => {
    const slot = table.add(job, 0, 30, 3);
    prepare(slot);
    const before = [table.nextPlace(slot), table.owedBy(slot), table.unsettledOf(slot), table.openItems];
    expect(table.resultsInTurn(slot, 3)).toBe(-1);
    expect([table.nextPlace(slot), table.owedBy(slot), table.unsettledOf(slot), table.openItems]).toEqual(before);
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
    table.assign(slot, 1, 64);
    table.resultAt(slot, 3);
    table.resultAt(slot, 0);
    table.settle(slot, 1);
    table.runAgainFrom(slot, 2);
    expect([table.nextPlace(slot), table.owedBy(slot), table.workerOf(slot)]).toEqual([2, 3, UNASSIGNED]);
    expect(table.endOfResults(slot)).toBe(2);
    expect([table.resultInTurn(slot), table.resultInTurn(slot), table.resultInTurn(slot)]).toEqual([12, -1, 14]);
    expect([table.owedBy(slot), table.unsettledOf(slot)]).toEqual([0, 0]);
  });

  it('counts the attempts of each item', () => {
    const slot = table.add(job, 0, 0, 3);
    expect([table.countAttempt(slot, 1), table.countAttempt(slot, 1), table.countAttempt(slot, 2)]).toEqual([1, 2, 1]);
  });
});
