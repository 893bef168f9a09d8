import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskKind } from '../src/transport/task-record.ts';
import {
  NAMES,
  call,
  chunk,
  closePort,
  encoded,
  loop,
  makeRings,
  put,
  read,
  readAtLeast,
  released,
  tasks,
  valuesOf,
} from './fed-task-loop.ts';

beforeEach(makeRings);

afterEach(closePort);

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
