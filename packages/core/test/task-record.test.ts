import { describe, expect, it } from 'vitest';
import {
  blockRecordCount,
  blocksIn,
  isTask,
  MAX_BLOCK_VALUES,
  MAX_BLOCKS,
  MAX_ITEMS,
  setTaskSkip,
  SIDE_MESSAGE,
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  taskKind,
  taskSkip,
  taskSlot,
  valuesIn,
  writeTaskHeader,
} from '../src/transport/task-record.ts';

const OFFSET = 24;

function header(kind: number, count: number, slot = 0, functionId = 0): DataView {
  const view = new DataView(new ArrayBuffer(OFFSET + TASK_HEADER_BYTES));
  writeTaskHeader(view, OFFSET, kind, count, slot, functionId);
  return view;
}

describe('the header of a task', () => {
  it('gives back what was written', () => {
    const view = header(TaskKind.Map, 12, 345, 67);
    expect([
      taskKind(view, OFFSET),
      taskCount(view, OFFSET),
      taskSlot(view, OFFSET),
      taskFunction(view, OFFSET),
    ]).toEqual([TaskKind.Map, 12, 345, 67]);
  });

  it.each([0, 1, 255, 256, MAX_ITEMS - 1, MAX_ITEMS])('holds a count of %d beside the kind', (count) => {
    const view = header(TaskKind.Starmap | SIDE_MESSAGE, count);
    expect(taskCount(view, OFFSET)).toBe(count);
    expect(taskKind(view, OFFSET)).toBe(TaskKind.Starmap | SIDE_MESSAGE);
  });

  it.each([0, 2 ** 31 - 1])('holds the slot %d', (slot) => {
    expect(taskSlot(header(TaskKind.Call, 1, slot), OFFSET)).toBe(slot);
  });

  it('leaves nothing out at first', () => {
    const view = header(TaskKind.Map, 5);
    expect(taskSkip(view, OFFSET)).toBe(0);
    setTaskSkip(view, OFFSET, 3);
    expect(taskSkip(view, OFFSET)).toBe(3);
    expect(taskCount(view, OFFSET)).toBe(5);
  });

  it('writes no byte beside its own', () => {
    const view = new DataView(new ArrayBuffer(OFFSET + TASK_HEADER_BYTES + 8));
    writeTaskHeader(view, OFFSET, TaskKind.Call, MAX_ITEMS, -1, -1);
    expect(new Uint8Array(view.buffer, 0, OFFSET).every((byte) => byte === 0)).toBe(true);
    expect(new Uint8Array(view.buffer, OFFSET + TASK_HEADER_BYTES).every((byte) => byte === 0)).toBe(true);
  });

  it('overwrites a former header', () => {
    const view = header(TaskKind.Map, 5, 6, 7);
    setTaskSkip(view, OFFSET, 4);
    writeTaskHeader(view, OFFSET, TaskKind.Call, 1, 2, 3);
    expect([taskCount(view, OFFSET), taskSlot(view, OFFSET), taskSkip(view, OFFSET)]).toEqual([1, 2, 0]);
  });
});

describe('a record of a kind', () => {
  it.each(['Call', 'Map', 'MapNumbers', 'Starmap'] as const)('%s holds a task, beside the ring too', (name) => {
    expect(isTask(TaskKind[name])).toBe(true);
    expect(isTask(TaskKind[name] | SIDE_MESSAGE)).toBe(true);
  });

  it.each(['DefineFunction', 'AddShared', 'ForgetShared', 'Retire'] as const)('%s holds none', (name) => {
    expect(isTask(TaskKind[name])).toBe(false);
  });

  it('has a number of its own', () => {
    expect(new Set(Object.values(TaskKind)).size).toBe(Object.keys(TaskKind).length);
    expect(Object.values(TaskKind).every((kind) => (kind & SIDE_MESSAGE) === 0)).toBe(true);
  });
});

describe('the count of a record of blocks', () => {
  it('holds how many blocks there are, and how many values for all of them', () => {
    for (const [blocks, values] of [
      [1, 4],
      [MAX_BLOCKS, MAX_BLOCK_VALUES],
      [300, 5],
    ] as const) {
      const count = blockRecordCount(blocks, values);
      expect(count).toBeLessThanOrEqual(MAX_ITEMS);
      expect([blocksIn(count), valuesIn(count)]).toEqual([blocks, values]);
    }
  });
});
