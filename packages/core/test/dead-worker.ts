import { vi } from 'vitest';
import { Backlog, type WaitingRecord } from '../src/backlog.ts';
import { handOver } from '../src/handover.ts';
import { JobTable } from '../src/job-table.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { TASK_HEADER_BYTES, TaskKind, taskSkip, writeTaskHeader } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

export const WORKER = 1;

/** A dead worker: how far it had started, and the records that can still be read from its ring. */
export class DeadWorker {
  readonly index = WORKER;
  readonly holder = WORKER;
  readonly unreadable = new Set<number>();
  /** Places of the items that were running, of watched records, by position. */
  readonly running = new Map<number, number[]>();
  started: number;
  cause: unknown;
  isGivenUp = false;
  isDamaged = false;

  readonly control = {
    runsOf: (position: number) => (this.running.get(position) ?? []).map((item, lane) => ({ lane, item })),
  };

  readonly transport = {
    getStarted: (): number => this.started,
    get started(): number {
      return this.getStarted();
    },
    copyTask: (slot: number): Uint8Array | undefined => {
      if (this.unreadable.has(slot)) return undefined;
      const payload = new Uint8Array(TASK_HEADER_BYTES);
      writeTaskHeader(new DataView(payload.buffer), 0, TaskKind.Map, 5, slot, 0);
      return payload;
    },
  };

  constructor(started: number) {
    this.started = started;
  }
}

export const done = vi.fn<(slot: number) => void>();

export const lost = vi.fn<() => void>();

/** Slots of records that were told to end after the items that run. */
export const stopped = new Set<number>();

export let job: FakeJob;
export let table: JobTable;
export let backlog: Backlog;

/** A record of the worker that starts at `startPosition`. */
export function sent(startPosition: number, items = 1): number {
  const slot = table.add(job, 0, 0, items);
  table.assign(slot, WORKER, startPosition);
  return slot;
}

export function bury(worker: DeadWorker, exitCode = 1, { retries = 0, concurrency = 1 } = {}): void {
  handOver(worker as unknown as WorkerHandle, exitCode, {
    table,
    backlog,
    retries,
    concurrency,
    wasStopped: (slot) => stopped.has(slot),
    lost,
    done: (slot) => {
      done(slot);
      table.remove(slot);
    },
  });
}

/** From which item on a record that waits is to run. */
export function skipOf(slot: number): number | undefined {
  if (!backlog.slots().includes(slot)) return undefined;
  while (backlog.peek()!.slot !== slot) backlog.shift();
  return taskSkip(viewOf(backlog.peek()!), 0);
}

export function luggageThatMoves(): Luggage {
  return {
    side: { content: [], transferList: [new ArrayBuffer(1)] },
    shared: new Map(),
  };
}

/** Begins a test: nothing is open, nothing waits, and nothing was told. */
export function startAfresh(): void {
  table = new JobTable();
  backlog = new Backlog();
  job = new FakeJob();
  lost.mockReset();
  stopped.clear();
  done.mockReset();
}

/** The encoded bytes of a record that waits. */
export function viewOf({ payload }: WaitingRecord): DataView {
  return new DataView((payload as Uint8Array).buffer);
}
