import { beforeEach, describe, expect, it } from 'vitest';
import type { NumericOptions } from '../../src/call-options.ts';
import { blockEdges } from '../../src/numeric/block-edges.ts';
import { ARGUMENTS_AT, blockMessage } from '../../src/numeric/block-message.ts';
import { NumericCall, type Pass } from '../../src/numeric/numeric-call.ts';
import { sharedArray } from '../../src/numeric/shared-array.ts';
import { TaskKind } from '../../src/transport/task-record.ts';
import { FakeEngine } from '../fake-engine.ts';
import { rejection } from '../rejection.ts';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

const pass: Pass = { kind: TaskKind.ForBlocks };

/** Starts a call of one pass. */
function start(end: number, options: NumericOptions = {}, over: Pass = pass): Promise<unknown[]> {
  const edges = blockEdges(0, end, 10);
  const work = { name: 'square', edges, args: ['x'], blocksOfAllPasses: edges.count };
  return NumericCall.run(engine.asEngine, work, options, (call) => call.overBlocks(over));
}

function abort(controller: AbortController): void {
  controller.abort();
}

function endPool(): void {
  engine.state = 'terminated';
  for (const feeder of engine.feeders) feeder.stopInput(() => new Error('it has ended'));
}

describe('a call over blocks', () => {
  it('sends a few single ones for each worker before anything is known', async () => {
    const call = start(1000);
    expect(engine.sizes).toEqual([1, 1, 1, 1]);
    await engine.finishAll();
    await call;
    expect(engine.blockStatistics.summary()).toEqual({
      calls: 1,
      undivided: 0,
      sent: 100,
      messages: 100,
      mostPerMessage: 1,
    });
  });

  it('sends so many together as take about two milliseconds, and fewer at its end', async () => {
    engine.measured = 400_000;
    const call = start(1000);
    expect(engine.sizes[0]).toBe(5);
    await engine.finishAll();
    await call;
    expect(Math.max(...engine.sizes)).toBe(5);
    expect(engine.sizes.at(-1)).toBe(1);
    expect(engine.blockStatistics.summary()).toMatchObject({ sent: 100, mostPerMessage: 5, undivided: 0 });
  });

  it('is left to one worker where all of it takes less than sharing would', async () => {
    engine.measured = 1400;
    const call = start(1000);
    expect(engine.sizes).toEqual([100]);
    await engine.finishAll();
    await call;
    expect(engine.blockStatistics.summary()).toMatchObject({ calls: 1, undivided: 1 });
  });

  it('is shared where it takes more', () => {
    engine.measured = 1600;
    void start(1000);
    expect(engine.sizes.length).toBeGreaterThan(1);
  });

  it('has one block in one message', async () => {
    const call = start(10);
    expect(engine.sizes).toEqual([1]);
    await engine.finishAll();
    await call;
    expect(engine.blockStatistics.summary()).toMatchObject({ undivided: 1 });
  });

  it('keeps the edges of blocks whatever goes together', () => {
    engine.measured = 400_000;
    void start(95);
    const firsts = engine.blocks.map(({ firstItem, count, values }) => ({
      firstItem,
      count,
      begin: blockMessage(values).firstBegin,
      end: blockMessage(values).end,
    }));
    for (const { firstItem, count, begin, end } of firsts) {
      expect(begin).toBe(10 * firstItem);
      expect(end).toBe(Math.min(95, 10 * (firstItem + count)));
    }
    expect(engine.blocks[0]!.values[ARGUMENTS_AT]).toBe('x');
  });

  it('sends shared arrays whole, and of others the part that the message needs', () => {
    const shared = sharedArray(Float64Array, 95);
    void start(95, {}, { kind: TaskKind.ReduceBlocks, input: shared });
    expect(blockMessage(engine.blocks[1]!.values)).toMatchObject({ input: shared, inputBegin: 0 });
    engine = new FakeEngine();
    const copied = shared.slice();
    void start(95, {}, { kind: TaskKind.ReduceBlocks, input: copied });
    expect(blockMessage(engine.blocks[1]!.values)).toMatchObject({ input: copied.subarray(10, 20), inputBegin: 10 });
  });

  it('holds the pool open from its first pass to its end', async () => {
    const call = start(30);
    expect(engine.feeders.size).toBeGreaterThan(0);
    await engine.finishAll();
    await call;
    expect(engine.feeders.size).toBe(0);
  });

  it('begins no further pass once it was cancelled, or the pool has ended', async () => {
    for (const stop of [abort, endPool]) {
      engine = new FakeEngine();
      const controller = new AbortController();
      const edges = blockEdges(0, 30, 10);
      const work = { name: 'square', edges, args: [], blocksOfAllPasses: 6 };
      const call = NumericCall.run(engine.asEngine, work, { signal: controller.signal }, async (passes) => {
        await passes.overBlocks(pass);
        stop(controller);
        return passes.overBlocks(pass);
      });
      const outcome = rejection(call);
      await engine.finishAll();
      expect(await outcome).toBeInstanceOf(Error);
      expect(engine.chunks).toHaveLength(3);
    }
  });

  it('waits until nobody works for it any more before it rejects, whatever its kernel is for', async () => {
    for (const kind of [TaskKind.ForBlocks, TaskKind.ReduceBlocks]) {
      engine = new FakeEngine();
      const stop = new AbortController();
      const call = start(30, { signal: stop.signal }, { kind, input: new Float64Array(30) });
      stop.abort();
      expect(await rejection(call)).toMatchObject({ name: 'AbortError' });
      expect(engine.awaited).toHaveLength(1);
    }
  });

  it('is refused by what refuses a map', async () => {
    engine.queueRoom = 2;
    expect(await rejection(start(30))).toMatchObject({ message: 'no room for 3' });
    engine.state = 'closed';
    expect(await rejection(start(10))).toMatchObject({ message: 'it is closed' });
    expect(engine.blockStatistics.summary()).toMatchObject({ calls: 0 });
  });
});
