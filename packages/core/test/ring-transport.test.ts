import { ClaimingConsumer, RingCorruptError, RingProducer } from 'atomics-ring';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { PortTransport, type SharedMessage, type SideMessage } from '../src/transport/port-transport.ts';
import { RingTransport, Sent } from '../src/transport/ring-transport.ts';
import { SharedBufferTable, SharedRegistry } from '../src/transport/shared-registry.ts';
import {
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  taskKind,
  taskSlot,
  WATCHED,
  writeTaskHeader,
} from '../src/transport/task-record.ts';

const RING_BYTES = 4096;

/** The worker's end, in this thread: reads what was sent. */
class FakeWorker {
  readonly ring: ClaimingConsumer;
  readonly port: PortTransport;
  readonly shared = new SharedBufferTable();
  readonly #bytes: Uint8Array;

  constructor(inRing: SharedArrayBuffer, port: PortTransport) {
    this.ring = new ClaimingConsumer(inRing);
    this.port = port;
    const { view } = this.ring;
    this.#bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }

  /** All records that are there, each in words. */
  read(): string[] {
    const records: string[] = [];
    while (this.ring.claim(100) !== 'empty') {
      for (let offset = this.ring.nextRecord(); offset >= 0; offset = this.ring.nextRecord()) {
        records.push(this.#inWords(offset));
        this.ring.markStarted();
      }
      this.ring.release();
    }
    return records;
  }

  #inWords(offset: number): string {
    const { view } = this.ring;
    const kind = taskKind(view, offset);
    const data = offset + TASK_HEADER_BYTES;
    const end = offset + this.ring.payloadLength;
    if (kind === TaskKind.DefineFunction) {
      return `define ${taskFunction(view, offset)} ${Buffer.from(this.#bytes.slice(data, end)).toString()}`;
    }
    if (kind === TaskKind.Retire) return 'retire';
    if (kind === TaskKind.AddShared) {
      const message = this.port.receive(view.getInt32(data, true)) as SharedMessage;
      for (const [id, buffer] of message) this.shared.add(id, buffer);
      return `share ${message.map(([id]) => id).join()}`;
    }
    if (kind === TaskKind.ForgetShared) return `forget ${view.getInt32(data, true)}`;
    const call = `task ${taskSlot(view, offset)} of ${taskFunction(view, offset)}`;
    if (kind !== TaskKind.Call) return `${call} beside ${this.#sideMessage(data)}`;
    const args = new Decoder(this.shared).decodeArguments(taskCount(view, offset), view, this.#bytes, data, end);
    return `${call} with ${JSON.stringify(args)}`;
  }

  #sideMessage(data: number): string {
    const { bytes } = this.port.receive(this.ring.view.getInt32(data, true)) as SideMessage;
    return [...bytes].join();
  }
}

let functions: FunctionRegistry;
let registry: SharedRegistry;
let encoder: Encoder;
let transport: RingTransport;
let worker: FakeWorker;

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  functions = new FunctionRegistry();
  functions.add('square');
  registry = new SharedRegistry(() => {});
  encoder = new Encoder(registry);
  transport = new RingTransport(RING_BYTES, port1, functions);
  worker = new FakeWorker(transport.inRing, new PortTransport(port2));
});

afterEach(() => {
  transport.port.close();
});

function send(slot: number, args: readonly unknown[], functionId = 0): Sent | Uint8Array {
  return transport.sendCall(TaskKind.Call, slot, functionId, args, encoder);
}

/** A record as the backlog keeps it. */
function record(slot: number, kind: number, dataBytes: number): Uint8Array {
  const payload = new Uint8Array(TASK_HEADER_BYTES + dataBytes);
  writeTaskHeader(new DataView(payload.buffer), 0, kind, 0, slot, 0);
  return payload;
}

describe('a call', () => {
  it('arrives with its slot, function and arguments', () => {
    expect(send(7, [1, 'two', { three: [3] }])).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 7 of 0 with [1,"two",{"three":[3]}]']);
  });

  it('has its function’s name told once', () => {
    functions.add('norm');
    send(1, [], 1);
    send(2, [], 0);
    send(3, [], 1);
    expect(worker.read()).toEqual([
      'define 0 square',
      'define 1 norm',
      'task 1 of 1 with []',
      'task 2 of 0 with []',
      'task 3 of 1 with []',
    ]);
    functions.add('größe');
    send(4, [], 2);
    expect(worker.read()).toEqual(['define 2 größe', 'task 4 of 2 with []']);
  });

  it('may be watched', () => {
    transport.sendCall(TaskKind.Call | WATCHED, 7, 0, [1], encoder);
    const copy = transport.copyTask(7, transport.latestTaskStart)!;
    expect(taskKind(new DataView(copy.buffer), 0)).toBe(TaskKind.Call | WATCHED);
  });

  it('is not sent when the ring is full, and nothing of it is left', () => {
    let sent = 0;
    while (send(sent, ['x'.repeat(100)]) === Sent.Yes) sent += 1;
    expect(sent).toBeGreaterThan(10);
    expect(worker.read()).toHaveLength(sent + 1);
    expect(send(99, [])).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['task 99 of 0 with []']);
  });

  it('gives its encoded arguments back when they are too long', () => {
    const overflow = send(1, ['x'.repeat(3000)]);
    expect(overflow).toBeInstanceOf(Uint8Array);
    expect((overflow as Uint8Array).length).toBeGreaterThanOrEqual(3000);
    expect(send(2, ['short'])).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 2 of 0 with ["short"]']);
  });

  it('gives its encoded arguments back when something travels beside them', () => {
    expect(send(1, [new SharedArrayBuffer(8)])).toBeInstanceOf(Uint8Array);
    expect(encoder.sharedIds).toHaveLength(1);
    expect(send(2, [false])).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 2 of 0 with [false]']);
  });

  it('leaves nothing behind when its arguments cannot be read', () => {
    const wrong = {
      get a(): never {
        throw new Error('getter');
      },
    };
    expect(() => send(1, [wrong])).toThrow('getter');
    send(2, []);
    expect(worker.read()).toEqual(['define 0 square', 'task 2 of 0 with []']);
  });
});

describe('a record of the backlog', () => {
  it('arrives as it is', () => {
    const payload = record(5, TaskKind.Call, 0);
    expect(transport.sendRecord(payload, 0, undefined)).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 with []']);
  });

  it('brings its message, whose number is written into it', () => {
    const side: SideMessage = { bytes: new Uint8Array([1, 2, 3]), attachments: [], transferList: [] };
    transport.port.send('another message before it');
    transport.sendRecord(record(5, TaskKind.Map, 4), 0, { side, shared: new Map() });
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 beside 1,2,3']);
  });

  it('has shared buffers introduced before it, once', () => {
    const buffer = new SharedArrayBuffer(8);
    const id = registry.idOf(buffer);
    const luggage: Luggage = { side: undefined, shared: new Map([[id, buffer]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), 0, luggage);
    transport.sendRecord(record(2, TaskKind.Call, 0), 0, luggage);
    expect(worker.read()).toEqual(['define 0 square', `share ${id}`, 'task 1 of 0 with []', 'task 2 of 0 with []']);
    new Uint8Array(worker.shared.bufferOf(id))[0] = 9;
    expect(new Uint8Array(buffer)[0]).toBe(9);
  });

  it('has buffers that are gone forgotten, and introduced again when they come back', () => {
    const buffer = new SharedArrayBuffer(8);
    const luggage: Luggage = { side: undefined, shared: new Map([[4, buffer]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), 0, luggage);
    transport.forgetShared(4);
    transport.forgetShared(5);
    transport.sendRecord(record(2, TaskKind.Call, 0), 0, luggage);
    expect(worker.read()).toEqual([
      'define 0 square',
      'share 4',
      'task 1 of 0 with []',
      'forget 4',
      'share 4',
      'task 2 of 0 with []',
    ]);
  });

  it('is not sent when the ring is full', () => {
    while (transport.sendRecord(record(1, TaskKind.Call, 500), 0, undefined) === Sent.Yes);
    worker.read();
    expect(transport.sendRecord(record(2, TaskKind.Call, 0), 0, undefined)).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['task 2 of 0 with []']);
  });

  it('is not sent when its message cannot be, and leaves nothing behind', () => {
    const side: SideMessage = { bytes: new Uint8Array(1), attachments: [() => {}], transferList: [] };
    expect(() => transport.sendRecord(record(1, TaskKind.Map, 4), 0, { side, shared: new Map() })).toThrow(
      'could not be cloned',
    );
    transport.sendRecord(record(2, TaskKind.Call, 0), 0, undefined);
    expect(worker.read()).toEqual(['define 0 square', 'task 2 of 0 with []']);
  });
});

describe('the end of a worker', () => {
  it('is asked for in its turn', () => {
    send(1, []);
    expect(transport.sendRetire()).toBe(true);
    expect(worker.read()).toEqual(['define 0 square', 'task 1 of 0 with []', 'retire']);
  });

  it('cannot be asked for when the ring is full', () => {
    while (transport.sendRecord(record(1, TaskKind.Call, 8), 0, undefined) === Sent.Yes);
    while (transport.sendRetire());
    expect(transport.sendRetire()).toBe(false);
  });
});

describe('records in flight', () => {
  it('can be copied by their slot, from where they start', () => {
    send(1, ['one']);
    send(2, ['two']);
    const start = transport.latestTaskStart;
    send(3, ['three']);
    const copy = transport.copyTask(2, start)!;
    const view = new DataView(copy.buffer);
    expect([taskKind(view, 0), taskSlot(view, 0), taskCount(view, 0)]).toEqual([TaskKind.Call, 2, 1]);
    expect(new Decoder(worker.shared).decodeArguments(1, view, copy, TASK_HEADER_BYTES, copy.length)).toEqual(['two']);
  });

  it('are known to start behind what defines functions before them', () => {
    send(5, ['first']);
    const start = transport.latestTaskStart;
    expect(start).toBeGreaterThan(0);
    expect(taskSlot(new DataView(transport.copyTask(5, start)!.buffer), 0)).toBe(5);
  });

  it('are not found by another slot', () => {
    send(5, []);
    const start = transport.latestTaskStart;
    expect(transport.copyTask(6, start)).toBeUndefined();
  });

  it('are not found in a damaged ring', () => {
    send(5, []);
    const start = transport.latestTaskStart;
    new Uint8Array(transport.inRing).fill(0xff, 640);
    expect(transport.copyTask(5, start)).toBeUndefined();
  });
});

describe('tasks that are taken back', () => {
  /** The slots of what is taken back, oldest first. */
  function recalled(): number[] {
    const slots: number[] = [];
    transport.recall((slot) => slots.push(slot));
    return slots;
  }

  /** Claims up to so many records, and starts them. */
  function start(limit: number): void {
    worker.ring.claim(limit);
    while (worker.ring.nextRecord() >= 0) worker.ring.markStarted();
  }

  it('are those that the worker has not claimed, oldest first', () => {
    send(1, []);
    start(2);
    send(2, []);
    send(3, []);
    expect(recalled()).toEqual([2, 3]);
    expect(recalled()).toEqual([]);
  });

  it('come with a copy of what was sent', () => {
    send(4, ['one']);
    const payloads: Uint8Array[] = [];
    transport.recall((_slot, payload) => payloads.push(payload));
    const view = new DataView(payloads[0]!.buffer);
    expect([taskKind(view, 0), taskSlot(view, 0), taskFunction(view, 0)]).toEqual([TaskKind.Call, 4, 0]);
    expect(transport.sendRecord(payloads[0]!, 0, undefined)).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 4 of 0 with ["one"]']);
  });

  it('are not read by the worker, who goes on behind them', () => {
    send(1, []);
    worker.read();
    send(2, []);
    recalled();
    send(3, []);
    expect(worker.read()).toEqual(['task 3 of 0 with []']);
  });

  it('have their functions told again: all from the first that was not heard on', () => {
    send(1, [], 0);
    worker.read();
    functions.add('norm');
    functions.add('area');
    send(2, [], 2);
    recalled();
    send(3, [], 1);
    expect(worker.read()).toEqual(['define 1 norm', 'define 2 area', 'task 3 of 1 with []']);
  });

  it('have their shared buffers introduced again', () => {
    const buffer = new SharedArrayBuffer(8);
    const luggage: Luggage = { side: undefined, shared: new Map([[4, buffer]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), 0, luggage);
    recalled();
    transport.sendRecord(record(2, TaskKind.Call, 0), 0, luggage);
    expect(worker.read()).toEqual(['define 0 square', 'share 4', 'task 2 of 0 with []']);
    new Uint8Array(worker.shared.bufferOf(4))[0] = 9;
    expect(new Uint8Array(buffer)[0]).toBe(9);
  });

  it('have buffers forgotten all the same', () => {
    const luggage: Luggage = { side: undefined, shared: new Map([[4, new SharedArrayBuffer(8)]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), 0, luggage);
    worker.read();
    transport.forgetShared(4);
    send(2, []);
    expect(recalled()).toEqual([2]);
    send(3, []);
    expect(worker.read()).toEqual(['forget 4', 'task 3 of 0 with []']);
  });

  it('leave the worker to forget buffers that it knew before', () => {
    const known: Luggage = { side: undefined, shared: new Map([[4, new SharedArrayBuffer(8)]]) };
    const news: Luggage = { side: undefined, shared: new Map([[5, new SharedArrayBuffer(8)]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), 0, known);
    worker.read();
    transport.sendRecord(record(2, TaskKind.Call, 0), 0, news);
    recalled();
    transport.forgetShared(4);
    send(3, []);
    expect(worker.read()).toEqual(['forget 4', 'task 3 of 0 with []']);
  });

  it('bring their messages with them again, under new numbers', () => {
    const side: SideMessage = { bytes: new Uint8Array([1, 2, 3]), attachments: [], transferList: [] };
    const luggage: Luggage = { side, shared: new Map() };
    transport.sendRecord(record(5, TaskKind.Map, 4), 0, luggage);
    const payloads: Uint8Array[] = [];
    transport.recall((_slot, payload) => payloads.push(payload));
    transport.sendRecord(payloads[0]!, 0, luggage);
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 beside 1,2,3']);
  });

  it('are none while one of them holds what moved, which cannot be sent again', () => {
    const buffer = new ArrayBuffer(8);
    const side: SideMessage = { bytes: new Uint8Array([1]), attachments: [buffer], transferList: [buffer] };
    transport.sendRecord(record(1, TaskKind.Map, 4), 0, { side, shared: new Map() });
    send(2, []);
    expect(recalled()).toEqual([]);
    start(2);
    expect(recalled()).toEqual([2]);
  });

  it('are none when their ring is damaged: that is told', () => {
    send(1, []);
    new Uint8Array(transport.inRing).fill(0xff, 640);
    expect(recalled).toThrow(RingCorruptError);
  });
});

describe('where the worker’s next claim starts', () => {
  it('moves when it takes a task, and only then', () => {
    send(1, []);
    const before = transport.claimed;
    send(2, []);
    expect(transport.claimed).toBe(before);
    worker.ring.claim(1);
    expect(transport.claimed).toBeGreaterThan(before);
  });
});

describe('the rings of a worker that is gone', () => {
  function another(): RingTransport {
    return new RingTransport(RING_BYTES, new MessageChannel().port1, functions);
  }

  it('serve the next one', () => {
    const { inRing, outRing } = transport;
    transport.close();
    const next = another();
    expect(new Set([next.inRing, next.outRing])).toEqual(new Set([inRing, outRing]));
    next.port.close();
  });
});

describe('results', () => {
  it('are told in place, in their order', () => {
    const producer = new RingProducer(transport.outRing);
    const seen: number[][] = [];
    transport.onResult = (_view, bytes, offset, length) => seen.push([...bytes.subarray(offset, offset + length)]);
    producer.tryPush(new Uint8Array([1, 2]));
    producer.tryPush(new Uint8Array([3]));
    expect(transport.hasResults()).toBe(true);
    expect(transport.drainResults()).toBe(2);
    expect(seen).toEqual([[1, 2], [3]]);
    expect(transport.hasResults()).toBe(false);
  });

  it('are taken a batch at a time, so that those who wait for them go on', () => {
    const producer = new RingProducer(transport.outRing);
    for (let result = 0; result < 100; result += 1) producer.tryPush(new Uint8Array(1));
    const first = transport.drainResults();
    expect(first).toBeLessThan(100);
    expect(transport.hasResults()).toBe(true);
    expect(first + transport.drainResults()).toBe(100);
  });

  it('that were not published are found after the worker’s end', () => {
    const producer = new RingProducer(transport.outRing);
    let seen = 0;
    transport.onResult = () => {
      seen += 1;
    };
    producer.reserve(8);
    producer.stage();
    producer.reserve(8);
    producer.stage();
    expect(transport.hasResults()).toBe(false);
    transport.salvageResults();
    expect(seen).toBe(2);
  });
});
