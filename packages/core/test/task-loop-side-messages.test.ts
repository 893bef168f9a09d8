import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Encoder } from '../src/codec/encode.ts';
import { SIDE_MESSAGE, TaskKind } from '../src/transport/task-record.ts';
import { inMessage } from './message-name.ts';
import { NAMES, call, closePort, encoded, loop, mainPort, makeRings, put, read } from './fed-task-loop.ts';

beforeEach(makeRings);

afterEach(closePort);

describe('what comes beside the ring', () => {
  function beside(kind: number, count: number, slot: number, bytes: Uint8Array, functionId: number): void {
    put(kind | SIDE_MESSAGE, count, slot, inMessage(mainPort.send([bytes])), functionId);
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
    put(TaskKind.Call | SIDE_MESSAGE, 1, 5, inMessage(9), 0);
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
