import { beforeEach, describe, expect, it } from 'vitest';
import {
  DeadWorker,
  WORKER,
  bury,
  done,
  job,
  lost,
  luggageThatMoves,
  sent,
  skipOf,
  startAfresh,
  table,
} from './dead-worker.ts';

beforeEach(startAfresh);

describe('an item that may be tried again', () => {
  it('is not lost: its record runs elsewhere from it on', () => {
    const slot = sent(0, 5);
    table.resultInTurn(slot);
    bury(new DeadWorker(64), 1, { retries: 1 });
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(lost).not.toHaveBeenCalled();
    expect(skipOf(slot)).toBe(1);
    expect([table.nextPlace(slot), table.owedBy(slot)]).toEqual([1, 4]);
  });

  it('is lost after its last attempt, and the error tells how many there were', () => {
    const slot = sent(0, 2);
    for (let life = 0; life < 3; life += 1) {
      expect(job.itemFailed).not.toHaveBeenCalled();
      table.assign(slot, WORKER, 0);
      bury(new DeadWorker(64), 1, { retries: 2 });
    }
    expect(job.failed).toEqual([0]);
    expect(job.errors[0]).toMatchObject({ attempts: 3 });
    expect(skipOf(slot)).toBe(1);
  });

  it('is not one that a timeout settled', () => {
    const slot = sent(0, 3);
    table.settle(slot, 0);
    bury(new DeadWorker(64), 1, { retries: 5 });
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(skipOf(slot)).toBe(1);
  });

  it('is not one that moves values', () => {
    const slot = sent(0);
    table.setLuggage(slot, luggageThatMoves());
    bury(new DeadWorker(64), 1, { retries: 5 });
    expect(job.failed).toEqual([0]);
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('is each of those that ran at once; one of them alone may be lost', () => {
    const slot = sent(0, 6);
    table.countAttempt(slot, 2);
    const worker = new DeadWorker(64);
    worker.running.set(0, [0, 1, 2]);
    bury(worker, 1, { retries: 1, concurrency: 3 });
    expect(job.failed).toEqual([2]);
    expect(skipOf(slot)).toBe(0);
    expect(table.unsettledPlaces(slot)).toEqual([0, 1, 3, 4, 5]);
  });
});
