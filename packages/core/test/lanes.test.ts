import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ControlView, ControlWriter, createControlBlock } from '../src/transport/control-block.ts';
import { FreeLanes } from '../src/worker/free-lanes.ts';
import { Lanes } from '../src/worker/lanes.ts';
import { TaskRun } from '../src/worker/task-run.ts';

let view: ControlView;
let control: ControlWriter;
let lanes: Lanes;

beforeEach(() => {
  const buffer = createControlBlock(2);
  view = new ControlView(buffer);
  control = new ControlWriter(buffer);
  lanes = new Lanes(control);
});

/** Fires the signals of what runs of the record at `position`. */
function abort(position: number): void {
  for (const run of view.runsOf(position)) view.abort(run);
}

describe('a run in a lane', () => {
  it('is seen from its beginning to its end', () => {
    const run = lanes.begin(1, 64, 5);
    expect(view.runsOf(64)).toMatchObject([{ lane: 1, item: 5 }]);
    lanes.end(run);
    expect(view.runsOf(64)).toEqual([]);
  });

  it('has a signal that tells the truth without a turn of the event loop', () => {
    const { signal } = lanes.begin(0, 64, 0);
    expect(signal.aborted).toBe(false);
    signal.throwIfAborted();
    abort(64);
    expect(() => signal.throwIfAborted()).toThrow('This operation was aborted');
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('has a signal that has fired when it is asked for late', () => {
    const run = lanes.begin(0, 64, 0);
    abort(64);
    expect(run.signal.aborted).toBe(true);
  });

  it('calls the listeners of its signal', async () => {
    const { signal } = lanes.begin(0, 64, 0);
    const fired = new Promise((resolve) => signal.addEventListener('abort', resolve));
    abort(64);
    await fired;
    expect(signal.aborted).toBe(true);
  });

  it('is never stopped after its end', async () => {
    const run = lanes.begin(0, 64, 0);
    const { signal } = run;
    const [seen] = view.runsOf(64);
    lanes.end(run);
    view.abort(seen!);
    await turn();
    expect(signal.aborted).toBe(false);
  });

  it('leaves its wait to the next one', async () => {
    const whenAborted = vi.spyOn(control, 'whenAborted');
    for (let round = 0; round < 1000; round += 1) {
      const run = lanes.begin(0, 64, 0);
      expect(run.signal.aborted).toBe(false);
      lanes.end(run);
    }
    expect(whenAborted).toHaveBeenCalledTimes(1);
    const { signal } = lanes.begin(0, 64, 0);
    const fired = new Promise((resolve) => signal.addEventListener('abort', resolve));
    abort(64);
    await fired;
  });

  it('does not keep its thread busy when an older run of its lane is told to stop', async () => {
    const old = lanes.begin(0, 64, 0);
    const [seen] = view.runsOf(64);
    lanes.end(old);
    const { signal } = lanes.begin(0, 128, 0);
    abort(128);
    expect(signal.aborted).toBe(true);
    view.abort(seen!);
    await turn();
    expect(signal.aborted).toBe(true);
  });
});

describe('a run that nobody watches', () => {
  it('has a plain signal, always the same', () => {
    const run = new TaskRun();
    expect(run.signal).toBe(run.signal);
    expect(run.signal).toBeInstanceOf(AbortSignal);
    expect(Object.hasOwn(run.signal, 'aborted')).toBe(false);
    expect(run.signal.aborted).toBe(false);
  });
});

describe('free lanes', () => {
  it('are each given once until they come back', () => {
    const free = new FreeLanes(3);
    const taken = [free.take(), free.take(), free.take()];
    expect([...taken].sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect([free.isEmpty, free.taken]).toEqual([true, 3]);
    free.giveBack(1);
    expect([free.isEmpty, free.taken, free.take()]).toEqual([false, 2, 1]);
  });
});
