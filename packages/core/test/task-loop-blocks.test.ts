import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HoldBack } from '../src/worker/hold-back.ts';
import { bell, blocks, call, closePort, loop, makeRings, read, valuesOf } from './fed-task-loop.ts';

/** Whether there is time to hold back results: what the clock says otherwise. */
let hasTime: boolean;

beforeEach(() => {
  hasTime = true;
  vi.spyOn(HoldBack.prototype, 'hasTimeForAnother', 'get').mockImplementation(() => hasTime);
  makeRings();
});

afterEach(() => {
  closePort();
  vi.restoreAllMocks();
});

it('the main thread is told of the blocks of several records once, when the ring is empty', () => {
  blocks(5, 'count', 2, 1);
  blocks(6, 'count', 3, 1);
  loop.run();
  expect(bell.ring).toHaveBeenCalledTimes(1);
  expect(read().map(([slot]) => slot)).toEqual([5, 6]);
});

it('results that the main thread was not told of are there for it to find', () => {
  blocks(5, 'count', 2, 1);
  const publish = vi.spyOn(loop, 'publish').mockImplementation(() => {});
  loop.run();
  expect(publish).toHaveBeenCalled();
  expect(bell.ring).not.toHaveBeenCalled();
  expect(read()).toHaveLength(1);
});

it('the main thread is told where the next record might end too late', () => {
  hasTime = false;
  blocks(5, 'count', 2, 1);
  blocks(6, 'told', 1, 1);
  loop.run();
  expect(valuesOf(6)).toHaveLength(1);
  expect(bell.ring).toHaveBeenCalledTimes(2);
});

it('the main thread is told before anything else runs: a call, or blocks of another pass', () => {
  blocks(5, 'count', 2, 1);
  call(6, 'told');
  blocks(7, 'count', 2, 1);
  blocks(8, 'count', 2, 2);
  loop.run();
  expect(valuesOf(6)).toEqual([1]);
  // Before the call, of the call itself, before the other pass, and at the end.
  expect(bell.ring).toHaveBeenCalledTimes(4);
});

it('the main thread is told of an error at once', () => {
  blocks(5, 'fail', 1, 1);
  call(6, 'told');
  loop.run();
  expect(valuesOf(6)).toEqual([2]);
});
