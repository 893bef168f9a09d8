import { describe, expect, it } from 'vitest';
import { viewKindOf } from '../../src/codec/view-kind.ts';
import { blockArguments } from '../../src/numeric/block-arguments.ts';
import { type BlockMessage, blockMessage, blockValues } from '../../src/numeric/block-message.ts';
import { spreadBlocks } from '../../src/numeric/block-spread.ts';
import { sharedArray } from '../../src/numeric/shared-array.ts';
import { TaskKind } from '../../src/transport/task-record.ts';

const FLOATS = viewKindOf(new Float32Array());
/** Means nothing to a kernel. */
const PASS = 1;
const base = { firstBegin: 20, end: 33, grain: 10, inputBegin: 0, outputKind: FLOATS, carries: undefined };
const input = Float64Array.from({ length: 40 }, (_, index) => index);
const output = sharedArray(Float64Array, 40);

/** The values of a record that says so. */
function valuesOf(message: BlockMessage, args: readonly unknown[]): unknown[] {
  const { firstBegin, end, grain, inputBegin, outputKind } = message;
  const shape = [firstBegin, end, grain, inputBegin, outputKind, PASS];
  return blockValues(shape, message.input, message.output, message.carries, blockArguments(args));
}

/** What a kernel is called with for the block at `place`. */
function argumentsFor(kind: number, message: Partial<BlockMessage>, place: number): unknown[] {
  let seen: unknown[] = [];
  const kernel = (...args: unknown[]): void => void (seen = args);
  spreadBlocks(kind)(kernel, valuesOf({ ...base, input: undefined, output: undefined, ...message }, ['x', 'y']), place);
  return seen;
}

/** What travels back of the block at `place`, where the kernel gives `given`. */
function resultOf(kind: number, message: Partial<BlockMessage>, given: unknown): unknown {
  return spreadBlocks(kind)(() => given, valuesOf({ ...base, input, output: undefined, ...message }, []), 0);
}

it('a message of blocks is read as it was written', () => {
  const message = { ...base, input, output, carries: [1, 2] };
  expect(blockMessage(valuesOf(message, ['x']))).toEqual(message);
});

describe('a block becomes arguments', () => {
  it('of a range: where it begins and ends, the last one at the range’s end', () => {
    expect(argumentsFor(TaskKind.ForBlocks, {}, 0)).toEqual([20, 30, 'x', 'y']);
    expect(argumentsFor(TaskKind.ForBlocks, {}, 1)).toEqual([30, 33, 'x', 'y']);
  });

  it('of an array that is mapped: its elements, its place, and where its results go', () => {
    const [block, offset, place, ...rest] = argumentsFor(TaskKind.MapBlocks, { input, output }, 1);
    expect(block).toEqual(input.subarray(30, 33));
    expect((block as Float64Array).buffer).toBe(input.buffer);
    expect(offset).toBe(30);
    expect(place).toEqual(output.subarray(30, 33));
    expect((place as Float64Array).buffer).toBe(output.buffer);
    expect(rest).toEqual(['x', 'y']);
  });

  it('of a part that came alone: its elements are counted from where the part begins', () => {
    const part = input.slice(20, 33);
    expect(argumentsFor(TaskKind.ReduceBlocks, { input: part, inputBegin: 20 }, 1)).toEqual([
      new Float64Array([30, 31, 32]),
      30,
      'x',
      'y',
    ]);
  });

  it('of a scan: its elements, where its results go, and what it carries on from', () => {
    const carries = ['first', 'second'];
    expect(argumentsFor(TaskKind.ScanBlocks, { input, output, carries }, 1)[2]).toBe('second');
    expect(argumentsFor(TaskKind.ScanTotals, { input, output }, 1)[2]).toBeUndefined();
  });

  it('with an array of its own for results that have to travel', () => {
    const own = argumentsFor(TaskKind.MapBlocks, { input }, 1)[2];
    expect(own).toEqual(new Float32Array(3));
  });
});

describe('what travels back', () => {
  it('of a range, or of a block whose results are in their place, is nothing', async () => {
    expect(resultOf(TaskKind.ForBlocks, {}, 'a large result')).toBeUndefined();
    expect(resultOf(TaskKind.MapBlocks, { output }, 'a large result')).toBeUndefined();
    expect(resultOf(TaskKind.ScanBlocks, { output, carries: [1] }, 5)).toBeUndefined();
    expect(await resultOf(TaskKind.ForBlocks, {}, Promise.resolve(1))).toBeUndefined();
  });

  it('of a block with an array of its own is that, when the kernel has ended', async () => {
    expect(resultOf(TaskKind.MapBlocks, {}, undefined)).toEqual(new Float32Array(10));
    expect(resultOf(TaskKind.ScanBlocks, { carries: [1] }, 5)).toEqual(new Float32Array(10));
    expect(await resultOf(TaskKind.MapBlocks, {}, Promise.resolve())).toEqual(new Float32Array(10));
  });

  it('of a reduction and of totals is what the kernel gives', () => {
    expect(resultOf(TaskKind.ReduceBlocks, {}, 5)).toBe(5);
    expect(resultOf(TaskKind.ScanTotals, {}, 5)).toBe(5);
  });

  it('is the error of a kernel that rejects', async () => {
    await expect(resultOf(TaskKind.MapBlocks, {}, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
