/** A dispatcher on the bench: its real parts, workers that only take note, and a job that is told. */
import { roomOver } from '../src/codec/room.ts';
import { RingCorruptError } from 'atomics-ring';
import { vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import type { Encoder } from '../src/codec/encode.ts';
import { Dispatcher, type DispatcherParts } from '../src/dispatcher.ts';
import { JobTable } from '../src/job-table.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { Sent } from '../src/transport/ring-transport.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';
import { taskCount, taskKind, taskSlot } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

const MAX_PAYLOAD_BYTES = 2040;
/** The function that all tasks call. */
export const SQUARE = 0;

interface SentRecord {
  slot: number;
  kind: number;
  count: number;
  luggage: Luggage | undefined;
}

/** A worker that takes note of what it is sent. */
class FakeTransport {
  readonly sent: SentRecord[] = [];
  latestTaskStart = -64;
  isFull = false;
  refusal: Error | undefined;
  straightCalls = 0;
  /** How many records were there whenever it was woken. */
  readonly wakes: number[] = [];

  sendCall(
    kind: number,
    slot: number,
    _functionId: number,
    args: readonly unknown[],
    encoder: Encoder,
  ): Sent | Uint8Array {
    this.straightCalls += 1;
    if (this.refusal instanceof RingCorruptError) throw this.refusal;
    if (this.isFull) return Sent.RingFull;
    const bytes = new Uint8Array(200);
    const end = encoder.encodeArguments(args, roomOver(bytes));
    if (end < 0) return encoder.takeOverflow();
    if (encoder.hasLeftovers) return bytes.slice(0, end);
    this.#note(slot, kind, args.length, undefined);
    return Sent.Yes;
  }

  wake(): void {
    this.wakes.push(this.sent.length);
  }

  sendRecord(payload: Uint8Array, luggage: Luggage | undefined, isQuiet: boolean): Sent {
    if (this.refusal !== undefined) throw this.refusal;
    if (this.isFull) return Sent.RingFull;
    const view = new DataView(payload.buffer);
    this.#note(taskSlot(view, 0), taskKind(view, 0), taskCount(view, 0), luggage);
    if (!isQuiet) this.wake();
    return Sent.Yes;
  }

  #note(slot: number, kind: number, count: number, luggage: Luggage | undefined): void {
    this.sent.push({ slot, kind, count, luggage });
    this.latestTaskStart += 64;
  }
}

/** What the dispatcher tells of. */
export const hooks = {
  assigned: vi.fn<DispatcherParts['assigned']>(),
  starved: vi.fn<DispatcherParts['starved']>(),
  damaged: vi.fn<DispatcherParts['damaged']>(),
};

/** Of the test that runs. */
export let job: FakeJob;
export let table: JobTable;
export let backlog: Backlog;
export let targeted: TargetedBacklog;
export let scheduler: Scheduler;
export let transports: FakeTransport[];
export let statistics: TaskStatistics;
export let dispatcher: Dispatcher;

/** Has the parts around a dispatcher of this kind. */
export function makeDispatcher(maxPayloadBytes: number): void {
  dispatcher = new Dispatcher({
    table,
    backlog,
    targeted,
    scheduler,
    shared: new SharedRegistry(() => {}),
    statistics,
    workers: transports.map((transport, index) => ({ index, transport, itemsSent: 0 }) as unknown as WorkerHandle),
    maxPayloadBytes,
    mostItems: Infinity,
    waitsForFree: () => {},
    ...hooks,
  });
}

/** For `beforeEach`: a dispatcher, with two workers that are not there yet. */
export function openDispatcher(): void {
  for (const hook of Object.values(hooks)) hook.mockReset();
  hooks.damaged.mockImplementation((handle) => {
    scheduler.workerRemoved(handle.index);
    return false;
  });
  job = new FakeJob();
  table = new JobTable();
  backlog = new Backlog();
  targeted = new TargetedBacklog();
  statistics = new TaskStatistics();
  scheduler = new Scheduler(2);
  transports = [new FakeTransport(), new FakeTransport()];
  makeDispatcher(MAX_PAYLOAD_BYTES);
  scheduler.observe(SQUARE, 100);
}

export function addWorkers(): void {
  for (const worker of [0, 1]) {
    scheduler.workerAdded(worker);
    scheduler.workerReady(worker);
  }
}

export function call(...args: unknown[]): void {
  dispatcher.submitCall(job, SQUARE, args, undefined, 0);
}

/** What the workers were sent. */
export function sent(): SentRecord[] {
  return transports.flatMap((transport) => transport.sent);
}
