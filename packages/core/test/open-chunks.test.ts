import { beforeEach, describe, expect, it } from 'vitest';
import { TASK_HEADER_BYTES, TaskKind, WATCHED, writeTaskHeader } from '../src/transport/task-record.ts';
import { type Chunk, chunkAt } from '../src/worker/chunk.ts';
import { OpenChunks } from '../src/worker/open-chunks.ts';

let open: OpenChunks;

beforeEach(() => {
  open = new OpenChunks();
});

function chunk(startPosition: number, kind: number = TaskKind.Map, count = 2): Chunk {
  const view = new DataView(new ArrayBuffer(TASK_HEADER_BYTES));
  writeTaskHeader(view, 0, kind, count, 7, 3);
  return chunkAt(view, 0, kind, startPosition);
}

function added(startPosition: number): Chunk {
  const one = chunk(startPosition);
  open.add(one);
  return one;
}

describe('a chunk', () => {
  it('is what its header tells', () => {
    expect(chunk(64)).toMatchObject({ slot: 7, functionId: 3, startPosition: 64, count: 2, next: 0, isCall: false });
    expect(chunk(64, TaskKind.Map | WATCHED).isWatched).toBe(true);
  });

  it('is one item when it is a call, however many arguments it has', () => {
    expect(chunk(64, TaskKind.Call, 5)).toMatchObject({ isCall: true, count: 1 });
  });
});

describe('open chunks', () => {
  it('have no oldest one when there are none', () => {
    expect(open.oldestStart).toBeUndefined();
  });

  it('are dropped from the oldest on, once they are done', () => {
    const [first, second, third] = [added(0), added(64), added(128)];
    second.next = 2;
    open.dropDone();
    expect(open.oldestStart).toBe(0);
    first.next = 2;
    first.awaited = 1;
    open.dropDone();
    expect(open.oldestStart).toBe(0);
    first.awaited = 0;
    open.dropDone();
    expect(open.oldestStart).toBe(128);
    third.next = 2;
    open.dropDone();
    expect(open.oldestStart).toBeUndefined();
    added(192);
    expect(open.oldestStart).toBe(192);
  });
});
