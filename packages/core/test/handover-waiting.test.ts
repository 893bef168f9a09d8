import { beforeEach, describe, expect, it } from 'vitest';
import { WorkerLostError } from '../src/errors.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { TASK_HEADER_BYTES, taskSkip } from '../src/transport/task-record.ts';
import {
  backlog,
  bury,
  DeadWorker,
  done,
  job,
  luggageThatMoves,
  sent,
  startAfresh,
  table,
  viewOf,
} from './dead-worker.ts';

beforeEach(startAfresh);

describe('a record that a dead worker had not started', () => {
  it('runs elsewhere, whole', () => {
    const slot = sent(64, 5);
    bury(new DeadWorker(64));
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(backlog.slots()).toEqual([slot]);
    expect(taskSkip(viewOf(backlog.peek()!), 0)).toBe(0);
  });

  it('comes before what waits already, in its old order', () => {
    backlog.push({ slot: 99, payload: new Uint8Array(TASK_HEADER_BYTES), needsIdleWorker: false });
    const last = sent(192);
    const first = sent(64);
    const middle = sent(128);
    bury(new DeadWorker(64));
    expect(backlog.slots()).toEqual([first, middle, last, 99]);
  });

  it('keeps its order where positions pass 2³¹', () => {
    const late = sent(-2_147_483_648);
    const early = sent(2_147_483_584);
    bury(new DeadWorker(2_147_483_584));
    expect(backlog.slots()).toEqual([early, late]);
  });

  it('was started when the worker’s position has passed 2³¹ and its own has not', () => {
    sent(2_147_483_584);
    bury(new DeadWorker(-2_147_483_648));
    expect(job.itemFailed).toHaveBeenCalledTimes(1);
    expect(backlog.length).toBe(0);
  });

  it('is lost when it moves values, which are gone with the worker', () => {
    const slot = sent(64);
    table.setLuggage(slot, luggageThatMoves());
    bury(new DeadWorker(64));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(WorkerLostError));
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('runs elsewhere with luggage that does not move', () => {
    const slot = sent(64);
    const luggage: Luggage = {
      side: { content: [new Uint8Array(1)], transferList: [] },
      shared: new Map(),
    };
    table.setLuggage(slot, luggage);
    bury(new DeadWorker(64));
    expect(backlog.slots()).toEqual([slot]);
    expect(table.luggageOf(slot)).toBe(luggage);
  });

  it('is lost, all its items, when the ring is damaged where it stands', () => {
    const slot = sent(64, 3);
    const worker = new DeadWorker(64);
    worker.unreadable.add(slot);
    bury(worker);
    expect(job.failed).toEqual([0, 1, 2]);
    expect(new Set(job.errors).size).toBe(3);
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });
});

it('leaves what other workers hold, and what waits, alone', () => {
  const elsewhere = table.add(job, 0, 0, 1);
  table.assign(elsewhere, 0, 0);
  const waiting = table.add(job, 0, 0, 1);
  bury(new DeadWorker(1000));
  expect(table.openSlots()).toEqual([elsewhere, waiting]);
  expect(job.itemFailed).not.toHaveBeenCalled();
});
