import { ClaimingConsumer, createRing, Doorbell, RecallingProducer, RingConsumer, RingProducer } from 'atomics-ring';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
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
import { SIDE_MESSAGE, TASK_HEADER_BYTES, TaskKind, writeTaskHeader } from '../src/transport/task-record.ts';
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
const eventLoop = {
  isQuiet: true,
  wasBusy: vi.fn<() => void>(),
  turn: vi.fn<(then: () => void) => void>((then) => setImmediate(then)),
  hasLiveHandles: () => true,
  crash: vi.fn<(error: unknown) => void>(),
};

const ended = vi.fn<(ending: Ending) => void>();

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
  mixed: (x: number) => (x % 2 === 0 ? x : Promise.resolve(-x)),
};
const NAMES = Object.keys(functions);

let inRing: SharedArrayBuffer;
let tasks: RecallingProducer;
let results: RingConsumer;
let mainPort: PortTransport;
let loop: TaskLoop;
const encoder = new Encoder({ idOf: () => undefined });

beforeEach(() => {
  for (const mock of [eventLoop.wasBusy, ended, eventLoop.crash]) mock.mockClear();
  inRing = createRing({ capacityBytes: 65_536 }).buffer;
  const outRing = createRing({ capacityBytes: 65_536 }).buffer;
  const { port1, port2 } = new MessageChannel();
  const port = new PortTransport(port2);
  tasks = new RecallingProducer(inRing);
  results = new RingConsumer(outRing);
  mainPort = new PortTransport(port1);
  const writer = new ResultWriter(
    new RingProducer(outRing),
    port,
    encoder,
    new Doorbell(new Int32Array(new SharedArrayBuffer(4)), 0),
    () => loop.releaseTasks(),
  );
  const control = createControlBlock(1);
  loop = makeLoop(inRing, writer, port, new ControlWriter(control));
  NAMES.forEach((name, id) => put(TaskKind.DefineFunction, 0, 0, Buffer.from(name), id));
});

afterEach(() => mainPort.close());

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
  const base = { ring, results: writer, functions: table, reader, lanes: new Lanes(control), batch };
  return new TaskLoop({
    ring,
    results: writer,
    reader,
    batch,
    meter: new WorkMeter(control),
    retirement: new Retirement(Infinity, Infinity),
    eventLoop: eventLoop as unknown as EventLoop,
    watchForNews: watchFor(0),
    makeRunner: ({ publish, run: resume, crash }) => new OneByOne({ ...base, publish, resume, crash }),
    end: ended,
  });
}

function put(kind: number, count: number, slot: number, data: Uint8Array, functionId = 0, skip = 0): void {
  const offset = tasks.reserve(TASK_HEADER_BYTES + data.length);
  writeTaskHeader(tasks.view, offset, kind, count, slot, functionId);
  tasks.view.setInt32(offset + 12, skip, true);
  tasks.bytes.set(data, offset + TASK_HEADER_BYTES);
  tasks.commit();
}

function encoded(values: readonly unknown[]): Uint8Array {
  return encoder.encodeArgumentsDetached(values);
}

function call(slot: number, name: keyof typeof functions, ...args: unknown[]): void {
  put(TaskKind.Call, args.length, slot, encoded(args), NAMES.indexOf(name));
}

function chunk(
  slot: number,
  name: keyof typeof functions,
  items: readonly unknown[],
  kind: number = TaskKind.Map,
): void {
  put(kind, items.length, slot, encoded(items), NAMES.indexOf(name));
}

/** The position up to which the main thread may write again: the word HEAD. */
function released(): number {
  return new Int32Array(inRing)[64]!;
}

/** What has come back: for each record its slot and its values, or the message of what was thrown. */
function read(): [slot: number, ...values: unknown[]][] {
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
function valuesOf(slot: number): unknown[] {
  return read().flatMap(([of, ...values]) => (of === slot ? values : []));
}

/** What has come back once so many records have. */
async function readAtLeast(records: number): Promise<[slot: number, ...values: unknown[]][]> {
  const all = read();
  while (all.length < records) {
    await turn();
    all.push(...read());
  }
  return all;
}

describe('the loop of a worker', () => {
  it('runs calls in their order, and gives their results', () => {
    call(3, 'square', 4);
    call(1, 'count', 'a', 'b', 'c');
    call(2, 'fail', 'wrong');
    call(0, 'count');
    loop.run();
    expect(read()).toEqual([
      [3, 16],
      [1, 3],
      [2, 'wrong'],
      [0, 0],
    ]);
  });

  it('goes on with what comes later', async () => {
    loop.run();
    call(1, 'square', 2);
    expect(await readAtLeast(1)).toEqual([[1, 4]]);
    call(2, 'square', 3);
    expect(await readAtLeast(1)).toEqual([[2, 9]]);
  });

  it('runs many tiny calls, and gives each its result', () => {
    for (let slot = 0; slot < 500; slot += 1) call(slot, 'square', slot);
    loop.run();
    expect(read()).toEqual(Array.from({ length: 500 }, (_, slot) => [slot, slot * slot]));
  });

  it('waits for a promise before it goes on', async () => {
    call(1, 'later', 'first');
    call(2, 'square', 3);
    loop.run();
    expect(read()).toEqual([]);
    expect(await readAtLeast(2)).toEqual([
      [1, 'first'],
      [2, 9],
    ]);
  });

  it('gives what a promise rejects with', async () => {
    call(1, 'failLater', 'wrong');
    loop.run();
    expect(await readAtLeast(1)).toEqual([[1, 'wrong']]);
  });

  it('publishes what is done before it waits for a promise', async () => {
    call(1, 'square', 3);
    call(2, 'later', 'second');
    loop.run();
    expect(read()).toEqual([[1, 9]]);
    await readAtLeast(1);
  });

  it('marks a task as started before it runs', async () => {
    const before = tasks.writePosition;
    call(1, 'later', 1);
    const end = tasks.writePosition;
    call(2, 'square', 1);
    loop.run();
    expect(tasks.started).toBeGreaterThan(before);
    expect(tasks.started).toBe(end);
    await readAtLeast(2);
  });

  it('fails a call of a function that there is not', () => {
    put(TaskKind.DefineFunction, 0, 0, Buffer.from('cube'), NAMES.length);
    put(TaskKind.Call, 0, 1, encoded([]), NAMES.length);
    loop.run();
    expect(read()).toEqual([[1, 'ERR_UNKNOWN_TASK']]);
  });

  it('fails a call whose arguments cannot be read, and goes on', () => {
    put(TaskKind.Call, 1, 1, new Uint8Array([255, 255, 255]), 0);
    call(2, 'square', 3);
    loop.run();
    const [first, second] = read();
    expect(first).toEqual([1, expect.any(String)]);
    expect(second).toEqual([2, 9]);
  });

  it('ends itself by what it cannot make sense of', () => {
    put(77, 0, 0, new Uint8Array(0));
    loop.run();
    expect(eventLoop.crash).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: 'Expected a record of a known kind, got 77.' }),
    );
  });

  it('retires after what stands before it, and takes no more', () => {
    call(1, 'square', 3);
    put(TaskKind.Retire, 0, 0, new Uint8Array(0));
    call(2, 'square', 4);
    loop.run();
    expect(read().map(([slot]) => slot)).toContain(1);
    expect(ended).toHaveBeenCalledExactlyOnceWith('told');
  });
});

describe('a chunk', () => {
  it('gives a result for each of its items', () => {
    chunk(5, 'square', [1, 2, 3]);
    loop.run();
    expect(valuesOf(5)).toEqual([1, 4, 9]);
  });

  it('of bare numbers gives a result for each', () => {
    put(TaskKind.MapNumbers, 3, 5, new Uint8Array(new Float64Array([1.5, 2, NaN]).buffer), 0);
    loop.run();
    expect(valuesOf(5)).toEqual([2.25, 4, NaN]);
  });

  it('of a starmap takes its items for lists of arguments', () => {
    chunk(5, 'count', [[], [1], [1, 2, 3]], TaskKind.Starmap);
    loop.run();
    expect(valuesOf(5)).toEqual([0, 1, 3]);
  });

  it('goes on after an item that throws', () => {
    chunk(5, 'fail', ['first', 'second']);
    loop.run();
    expect(read()).toEqual([
      [5, 'first'],
      [5, 'second'],
    ]);
  });

  it('goes on after items that await', async () => {
    chunk(5, 'mixed', [1, 2, 3, 4, 5]);
    call(6, 'square', 2);
    loop.run();
    const all: [slot: number, ...values: unknown[]][] = [];
    while (all.at(-1)?.[0] !== 6) all.push(...(await readAtLeast(1)));
    expect(all.flatMap(([slot, ...values]) => (slot === 5 ? values : []))).toEqual([-1, 2, -3, 4, -5]);
    expect(all.at(-1)).toEqual([6, 4]);
  });

  it('leaves out what is done already', () => {
    put(TaskKind.Map, 4, 5, encoded([1, 2, 3, 4]), NAMES.indexOf('square'), 2);
    loop.run();
    expect(valuesOf(5)).toEqual([9, 16]);
  });

  it('fails item by item when there is no such function', () => {
    put(TaskKind.DefineFunction, 0, 0, Buffer.from('cube'), NAMES.length);
    put(TaskKind.Map, 2, 5, encoded([1, 2]), NAMES.length);
    loop.run();
    expect(read()).toEqual([
      [5, 'ERR_UNKNOWN_TASK'],
      [5, 'ERR_UNKNOWN_TASK'],
    ]);
  });

  it('fails item by item, but for what is done, when it cannot be read', () => {
    put(TaskKind.Map, 3, 5, new Uint8Array([255, 255]), 0, 1);
    call(6, 'square', 2);
    loop.run();
    expect(read().map(([slot]) => slot)).toEqual([5, 5, 6]);
  });

  it('keeps its bytes in the ring while its items await', async () => {
    const start = tasks.writePosition;
    chunk(5, 'later', ['a', 'b', 'c']);
    loop.run();
    expect(released()).toBe(start);
    expect((await readAtLeast(3)).flatMap(([, ...values]) => values)).toEqual(['a', 'b', 'c']);
    expect(released()).toBe(tasks.writePosition);
  });
});

describe('what comes beside the ring', () => {
  function beside(kind: number, count: number, slot: number, bytes: Uint8Array, functionId: number): void {
    const sequence = mainPort.send({ bytes, attachments: [], transferList: [] });
    const data = new Uint8Array(4);
    new DataView(data.buffer).setInt32(0, sequence, true);
    put(kind | SIDE_MESSAGE, count, slot, data, functionId);
  }

  it('is a call', () => {
    beside(TaskKind.Call, 3, 5, encoded(['x'.repeat(1000), 2, 3]), NAMES.indexOf('count'));
    loop.run();
    expect(read()).toEqual([[5, 3]]);
  });

  it('is a call without arguments', () => {
    beside(TaskKind.Call, 0, 5, encoded([]), NAMES.indexOf('count'));
    loop.run();
    expect(read()).toEqual([[5, 0]]);
  });

  it('is a chunk', () => {
    beside(TaskKind.Map, 2, 5, encoded([2, 'x']), NAMES.indexOf('echo'));
    beside(TaskKind.MapNumbers, 2, 6, new Uint8Array(new Float64Array([2, 3]).buffer), NAMES.indexOf('square'));
    loop.run();
    expect(read().map(([slot, ...values]) => [slot, values])).toEqual(
      expect.arrayContaining([[6, [4, 9]]]) as unknown[],
    );
  });

  it('fails when the message is not there, and the loop goes on', () => {
    put(TaskKind.Call | SIDE_MESSAGE, 1, 5, new Uint8Array([9, 0, 0, 0]), 0);
    call(6, 'square', 2);
    loop.run();
    expect(read()).toEqual([
      [5, 'Expected message 9 on the side channel, got none.'],
      [6, 4],
    ]);
  });

  it('is shared memory, named by number until it is forgotten', () => {
    const buffer = new SharedArrayBuffer(8);
    const sequence = mainPort.send([[4, buffer]]);
    const data = new Uint8Array(4);
    new DataView(data.buffer).setInt32(0, sequence, true);
    put(TaskKind.AddShared, 0, 0, data);
    const naming = new Encoder({ idOf: () => 4 });
    const size = (slot: number): void => {
      put(TaskKind.Call, 1, slot, naming.encodeArgumentsDetached([buffer]), NAMES.indexOf('count'));
    };
    size(5);
    put(TaskKind.ForgetShared, 0, 0, new Uint8Array([4, 0, 0, 0]));
    size(6);
    loop.run();
    expect(read()).toEqual([
      [5, 1],
      [6, expect.stringContaining('4')],
    ]);
  });
});
