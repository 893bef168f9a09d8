import {
  ClaimingConsumer,
  createRing,
  type Doorbell,
  RecallingProducer,
  RingConsumer,
  RingProducer,
} from 'atomics-ring';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { vi } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { blockArguments } from '../src/numeric/block-arguments.ts';
import { blockValues } from '../src/numeric/block-message.ts';
import { ControlWriter, createControlBlock } from '../src/transport/control-block.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
  ResultKind,
  resultKind,
  resultSlot,
} from '../src/transport/result-record.ts';
import { SharedBufferTable } from '../src/transport/shared-registry.ts';
import { blockRecordCount, TASK_HEADER_BYTES, TaskKind, writeTaskHeader } from '../src/transport/task-record.ts';
import type { Ending } from '../src/worker/ending.ts';
import { BatchClock } from '../src/worker/batch-clock.ts';
import type { EventLoop } from '../src/worker/event-loop.ts';
import { FunctionTable } from '../src/worker/function-table.ts';
import { Lanes } from '../src/worker/lanes.ts';
import { watchFor } from '../src/worker/news-watch.ts';
import { OneByOne } from '../src/worker/one-by-one.ts';
import { RecordReader } from '../src/worker/record-reader.ts';
import { ResultWriter } from '../src/worker/result-writer.ts';
import { Retirement } from '../src/worker/retirement.ts';
import { TaskLoop } from '../src/worker/task-loop.ts';
import { WorkMeter } from '../src/worker/work-meter.ts';

/** An event loop that never lets the loop block this thread: it waits as it does while a module holds live handles. */
export const eventLoop = {
  isQuiet: true,
  wasBusy: vi.fn<() => void>(),
  turn: vi.fn<(then: () => void) => void>((then) => setImmediate(then)),
  hasLiveHandles: () => true,
  crash: vi.fn<(error: unknown) => void>(),
};

/** The main thread's. */
export const bell = { ring: vi.fn<() => boolean>() };

export const ended = vi.fn<(ending: Ending) => void>();

const functions = {
  square: (x: number) => x * x,
  count: (...args: unknown[]) => args.length,
  echo: (value: unknown) => value,
  fail: (message: string) => {
    throw new Error(message);
  },
  later: async (value: unknown) => {
    await turn();
    return value;
  },
  failLater: async (message: string) => {
    await turn();
    throw new Error(message);
  },
  /** How often the main thread was told by then. */
  told: () => bell.ring.mock.calls.length,
  mixed: (x: number) => (x % 2 === 0 ? x : Promise.resolve(-x)),
};
export const NAMES = Object.keys(functions);

let inRing: SharedArrayBuffer;
export let tasks: RecallingProducer;
let results: RingConsumer;
export let mainPort: PortTransport;
export let loop: TaskLoop;
const encoder = new Encoder({ idOf: () => undefined });

/** A loop between two rings, and the functions told to it. */
export function makeRings(): void {
  for (const mock of [eventLoop.wasBusy, ended, eventLoop.crash, bell.ring]) mock.mockClear();
  inRing = createRing({ capacityBytes: 65_536 }).buffer;
  const outRing = createRing({ capacityBytes: 65_536 }).buffer;
  const { port1, port2 } = new MessageChannel();
  const port = new PortTransport(port2);
  tasks = new RecallingProducer(inRing);
  results = new RingConsumer(outRing);
  mainPort = new PortTransport(port1);
  const writer = new ResultWriter(new RingProducer(outRing), port, encoder, bell as unknown as Doorbell, () =>
    loop.releaseTasks(),
  );
  const control = createControlBlock(1);
  loop = makeLoop(inRing, writer, port, new ControlWriter(control));
  NAMES.forEach((name, id) => put(TaskKind.DefineFunction, 0, 0, Buffer.from(name), id));
}

export function closePort(): void {
  mainPort.close();
}

function makeLoop(
  buffer: SharedArrayBuffer,
  writer: ResultWriter,
  port: PortTransport,
  control: ControlWriter,
): TaskLoop {
  const ring = new ClaimingConsumer(buffer);
  const shared = new SharedBufferTable();
  const table = new FunctionTable(functions);
  const reader = new RecordReader(ring, new Decoder(shared), port, table, shared);
  const batch = new BatchClock();
  const base = { ring, results: writer, functions: table, reader, shared, lanes: new Lanes(control), batch };
  return new TaskLoop({
    ring,
    results: writer,
    reader,
    batch,
    meter: new WorkMeter(control),
    retirement: new Retirement(Infinity, Infinity),
    eventLoop: eventLoop as unknown as EventLoop,
    watchForNews: watchFor(0),
    makeRunner: ({ publish, publishQuietly, run: resume, crash }) =>
      new OneByOne({ ...base, publish, publishQuietly, resume, crash }),
    end: ended,
  });
}

export function put(kind: number, count: number, slot: number, data: Uint8Array, functionId = 0, skip = 0): void {
  const offset = tasks.reserve(TASK_HEADER_BYTES + data.length);
  writeTaskHeader(tasks.view, offset, kind, count, slot, functionId);
  tasks.view.setInt32(offset + 12, skip, true);
  tasks.bytes.set(data, offset + TASK_HEADER_BYTES);
  tasks.commit();
}

export function encoded(values: readonly unknown[]): Uint8Array {
  return encoder.encodeArgumentsDetached(values);
}

export function call(slot: number, name: keyof typeof functions, ...args: unknown[]): void {
  put(TaskKind.Call, args.length, slot, encoded(args), NAMES.indexOf(name));
}

export function chunk(
  slot: number,
  name: keyof typeof functions,
  items: readonly unknown[],
  kind: number = TaskKind.Map,
): void {
  put(kind, items.length, slot, encoded(items), NAMES.indexOf(name));
}

/** Blocks of the pass of this number. */
export function blocks(slot: number, name: keyof typeof functions, count: number, pass: number): void {
  const values = blockValues([0, count, 1, 0, 0, pass], undefined, undefined, undefined, blockArguments([]));
  put(TaskKind.ForBlocks, blockRecordCount(count, values.length), slot, encoded(values), NAMES.indexOf(name));
}

/** The position up to which the main thread may write again: the word HEAD. */
export function released(): number {
  return new Int32Array(inRing)[64]!;
}

/** What has come back: for each record its slot and its values, or the message of what was thrown. */
export function read(): [slot: number, ...values: unknown[]][] {
  const records: [number, ...unknown[]][] = [];
  results.drain((view, offset) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const start = offset + RESULT_HEADER_BYTES;
    const end = start + resultFilled(view, offset);
    const kind = resultKind(view, offset);
    const decoder = new Decoder(new SharedBufferTable());
    const values: unknown[] = [];
    for (let place = start; place < end;) {
      if (kind === ResultKind.Numbers) {
        values.push(view.getFloat64(place, true));
        place += 8;
      } else {
        values.push(decoder.decodeValue(view, bytes, place, end));
        place = decoder.offset;
      }
    }
    if (kind === ResultKind.Failed) values[0] = (values[0] as string[])[0];
    records.push([
      resultSlot(view, offset),
      ...values.map((value) => (value instanceof Error ? value.message : value)),
    ]);
  });
  return records;
}

/** The values that have come back for a slot, over however many records. */
export function valuesOf(slot: number): unknown[] {
  return read().flatMap(([of, ...values]) => (of === slot ? values : []));
}

/** What has come back once so many records have. */
export async function readAtLeast(records: number): Promise<[slot: number, ...values: unknown[]][]> {
  const all = read();
  while (all.length < records) {
    await turn();
    all.push(...read());
  }
  return all;
}
