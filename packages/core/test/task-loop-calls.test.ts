import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskKind } from '../src/transport/task-record.ts';
import {
  NAMES,
  call,
  closePort,
  encoded,
  ended,
  eventLoop,
  loop,
  makeRings,
  put,
  read,
  readAtLeast,
  tasks,
} from './fed-task-loop.ts';

beforeEach(makeRings);

afterEach(closePort);

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
