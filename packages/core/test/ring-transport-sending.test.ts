import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Luggage } from '../src/transport/luggage.ts';
import type { SideMessage } from '../src/transport/port-transport.ts';
import { Sent } from '../src/transport/ring-transport.ts';
import { TaskKind, taskKind, WATCHED } from '../src/transport/task-record.ts';
import {
  connect,
  disconnect,
  encoder,
  functions,
  record,
  registry,
  send,
  transport,
  worker,
} from './connected-transport.ts';

beforeEach(connect);

afterEach(disconnect);

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

  it('has the start of the newest one known, and none of one that was not sent', () => {
    send(1, []);
    const first = transport.latestTaskStart;
    expect(send(2, ['x'.repeat(100_000)])).toBeInstanceOf(Uint8Array);
    expect(send(3, [new SharedArrayBuffer(8)])).toBeInstanceOf(Uint8Array);
    expect(transport.latestTaskStart).toBe(first);
    expect(transport.copyTask(1, first)).toBeDefined();
    send(4, []);
    expect(transport.copyTask(4, transport.latestTaskStart)).toBeDefined();
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
    expect(transport.sendRecord(payload, undefined)).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 with []']);
  });

  it('brings its message, whose number is written into it', () => {
    const side: SideMessage = { content: [new Uint8Array([1, 2, 3])], transferList: [] };
    transport.port.send('another message before it');
    transport.sendRecord(record(5, TaskKind.Map, 4), { side, shared: new Map() });
    expect(worker.read()).toEqual(['define 0 square', 'task 5 of 0 beside 1,2,3']);
  });

  it('has shared buffers introduced before it, once', () => {
    const buffer = new SharedArrayBuffer(8);
    const id = registry.idOf(buffer);
    const luggage: Luggage = { side: undefined, shared: new Map([[id, buffer]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), luggage);
    transport.sendRecord(record(2, TaskKind.Call, 0), luggage);
    expect(worker.read()).toEqual(['define 0 square', `share ${id}`, 'task 1 of 0 with []', 'task 2 of 0 with []']);
    new Uint8Array(worker.shared.bufferOf(id))[0] = 9;
    expect(new Uint8Array(buffer)[0]).toBe(9);
  });

  it('has buffers that are gone forgotten, and introduced again when they come back', () => {
    const buffer = new SharedArrayBuffer(8);
    const luggage: Luggage = { side: undefined, shared: new Map([[4, buffer]]) };
    transport.sendRecord(record(1, TaskKind.Call, 0), luggage);
    transport.forgetShared(4);
    transport.forgetShared(5);
    transport.sendRecord(record(2, TaskKind.Call, 0), luggage);
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
    while (transport.sendRecord(record(1, TaskKind.Call, 500), undefined) === Sent.Yes);
    worker.read();
    expect(transport.sendRecord(record(2, TaskKind.Call, 0), undefined)).toBe(Sent.Yes);
    expect(worker.read()).toEqual(['task 2 of 0 with []']);
  });

  it('is not sent when its message cannot be, and leaves nothing behind', () => {
    const side: SideMessage = { content: [() => {}], transferList: [] };
    expect(() => transport.sendRecord(record(1, TaskKind.Map, 4), { side, shared: new Map() })).toThrow(
      'could not be cloned',
    );
    transport.sendRecord(record(2, TaskKind.Call, 0), undefined);
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
    while (transport.sendRecord(record(1, TaskKind.Call, 8), undefined) === Sent.Yes);
    while (transport.sendRetire());
    expect(transport.sendRetire()).toBe(false);
  });
});
