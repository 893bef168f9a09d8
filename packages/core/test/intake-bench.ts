import { MessageChannel } from 'node:worker_threads';
import { vi } from 'vitest';
import { Encoder } from '../src/codec/encode.ts';
import { JobTable } from '../src/job-table.ts';
import { type IntakeHooks, ResultIntake } from '../src/result-intake.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import { RESULT_HEADER_BYTES, writeResultHeader } from '../src/transport/result-record.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

/** A `ResultIntake` with a table, a scheduler and statistics of its own, and what a worker may have written. */
export const WORKER = 1;
export const SQUARE = 3;
const OFFSET = 8;

export const hooks = {
  workerReady: vi.fn<IntakeHooks['workerReady']>(),
  workerRetires: vi.fn<IntakeHooks['workerRetires']>(),
  workerError: vi.fn<IntakeHooks['workerError']>(),
  recordDone: vi.fn<IntakeHooks['recordDone']>(),
  wasStopped: vi.fn<IntakeHooks['wasStopped']>(),
};

export let job: FakeJob;
export let table: JobTable;
export let scheduler: Scheduler;
export let statistics: TaskStatistics;
let intake: ResultIntake;
export let handle: WorkerHandle;
export let workerPort: PortTransport;
const encoder = new Encoder({ idOf: () => undefined });

export function openIntake(): void {
  for (const mock of Object.values(hooks)) mock.mockReset();
  job = new FakeJob();
  const { port1, port2 } = new MessageChannel();
  workerPort = new PortTransport(port2);
  table = new JobTable();
  scheduler = new Scheduler(2);
  statistics = new TaskStatistics();
  intake = new ResultIntake(table, scheduler, statistics, new SharedRegistry(() => {}), hooks);
  handle = {
    index: WORKER,
    holder: WORKER,
    cause: undefined,
    transport: { port: new PortTransport(port1) },
  } as unknown as WorkerHandle;
}

export function closeIntake(): void {
  workerPort.close();
}

/** A record of the worker with so many items. */
export function sent(items = 1, firstItem = 0): number {
  const slot = table.add(job, SQUARE, firstItem, items);
  table.assign(slot, WORKER, 0);
  return slot;
}

export function encoded(...values: unknown[]): Uint8Array {
  return Buffer.concat(values.map((value) => encoder.encodeValueDetached(value, 'result')));
}

/** What the worker has written: the record is as long as its data, where nothing else is said. */
export function take(kind: number, slot: number, data: Uint8Array, filled: number = data.length, nanos = 0): void {
  const view = new DataView(new ArrayBuffer(OFFSET + RESULT_HEADER_BYTES + data.length + 8));
  const bytes = new Uint8Array(view.buffer);
  writeResultHeader(view, OFFSET, kind, slot, filled, nanos);
  bytes.set(data, OFFSET + RESULT_HEADER_BYTES);
  intake.take(handle, view, bytes, OFFSET, RESULT_HEADER_BYTES + data.length);
}

export function numbers(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}
