import { RingCorruptError } from 'atomics-ring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../src/codec/decode.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import type { SideMessage } from '../src/transport/port-transport.ts';
import { Sent } from '../src/transport/ring-transport.ts';
import {
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  taskKind,
  taskSlot,
} from '../src/transport/task-record.ts';
import { connect, disconnect, functions, record, send, transport, worker } from './connected-transport.ts';

beforeEach(connect);

afterEach(disconnect);

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
    expect(transport.sendRecord(payloads[0]!, undefined)).toBe(Sent.Yes);
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
    transport.sendRecord(record(1, TaskKind.Call, 0), luggage);
    recalled();
    transport.sendRecord(record(2, TaskKind.Call, 0), luggage);
    expect(worker.read()).toEqual(['define 0 square', 'share 4', 'task 2 of 0 with []']);
    new Uint8Array(worker.shared.bufferOf(4))[0] = 9;
    expect(new Uint8Array(buffer)[0]).toBe(9);
  });

  it('have buffers forgotten all the same', () => {
    const luggage: Luggage = { side: undefined, shared: new Map([[4, new SharedArrayBuffer(8)]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), luggage);
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
    transport.sendRecord(record(1, TaskKind.Call, 0), known);
    worker.read();
    transport.sendRecord(record(2, TaskKind.Call, 0), news);
    recalled();
    transport.forgetShared(4);
    send(3, []);
    expect(worker.read()).toEqual(['forget 4', 'task 3 of 0 with []']);
  });

  it('bring their messages with them again, under new numbers', () => {
    const side: SideMessage = { content: [new Uint8Array([1, 2, 3])], transferList: [] };
    const luggage: Luggage = { side, shared: new Map() };
    transport.sendRecord(record(5, TaskKind.Map, 4), luggage);
    const payloads: Uint8Array[] = [];
    transport.recall((_slot, payload) => payloads.push(payload));
    transport.sendRecord(payloads[0]!, luggage);
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 beside 1,2,3']);
  });

  it('are none while one of them holds what moved, which cannot be sent again', () => {
    const buffer = new ArrayBuffer(8);
    const side: SideMessage = { content: [buffer, new Uint8Array([1])], transferList: [buffer] };
    transport.sendRecord(record(1, TaskKind.Map, 4), { side, shared: new Map() });
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

describe('tasks that the worker has not claimed', () => {
  it('are none before one is sent, nor when nothing of it fits into the ring', () => {
    expect(transport.hasUnclaimed).toBe(false);
    expect(send(1, ['x'.repeat(100_000)])).toBeInstanceOf(Uint8Array);
    expect(transport.hasUnclaimed).toBe(false);
  });

  it('are there from a call, or a record, on until the worker takes it', () => {
    for (const sendOne of [() => send(1, []), () => transport.sendRecord(record(2, TaskKind.Call, 0), undefined)]) {
      sendOne();
      expect(transport.hasUnclaimed).toBe(true);
      worker.read();
      expect(transport.hasUnclaimed).toBe(false);
    }
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
