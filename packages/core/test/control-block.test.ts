import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ControlView, ControlWriter, createControlBlock, sharedNow } from '../src/transport/control-block.ts';

/** The words of a new block's first lane. */
const SERIAL = 32;
const ABORT = 64;

afterEach(() => void vi.unstubAllGlobals());

interface Sides {
  readonly view: ControlView;
  readonly writer: ControlWriter;
  readonly words: Int32Array;
}

function bothSides(lanes = 1): Sides {
  const buffer = createControlBlock(lanes);
  return { view: new ControlView(buffer), writer: new ControlWriter(buffer), words: new Int32Array(buffer) };
}

describe('what a worker says of itself', () => {
  it('is nothing at first', () => {
    const { view } = bothSides(2);
    expect([view.exitCode, view.itemsDone, view.busyMs]).toEqual([undefined, 0, 0]);
    expect([view.runsOf(0), view.runsOf(1 << 3)]).toEqual([[], []]);
  });

  it.each([0, 1, -1, 255])('is that it ended with exit code %d', (code) => {
    const { view, writer } = bothSides();
    writer.ended(code);
    expect(view.exitCode).toBe(code);
  });

  it('is how many items it did, beyond 2³¹ too', () => {
    const { view, writer } = bothSides();
    writer.progress(2 ** 31 + 5, 12.7, 0);
    expect([view.itemsDone, view.busyMs]).toEqual([2 ** 31 + 5, 12]);
  });

  it('counts the time of the item that runs', () => {
    const { view, writer } = bothSides();
    writer.progress(3, 1000, sharedNow() - 500);
    expect(view.busyMs).toBeGreaterThanOrEqual(1499);
    writer.progress(4, 1600, 0);
    expect(view.busyMs).toBe(1600);
  });

  it('is not idle when it is busy since a multiple of 2³² ms', () => {
    const { writer, words } = bothSides();
    writer.progress(0, 0, 2 ** 32);
    expect(words[4]).toBe(-1);
  });
});

describe('a lane', () => {
  it('tells which item of a record runs, and of no other record', () => {
    const { view, writer } = bothSides();
    const serial = writer.begin(0, 64, 7);
    expect(view.runsOf(64)).toMatchObject([{ lane: 0, serial, item: 7 }]);
    expect(view.runsOf(72)).toEqual([]);
  });

  it('tells nothing once the item is done', () => {
    const { view, writer } = bothSides();
    writer.begin(0, 64, 7);
    writer.end(0);
    expect(view.runsOf(64)).toEqual([]);
  });

  it('tells of the next item, whether the end of the one before was told or not', () => {
    const { view, writer } = bothSides();
    const serials = [writer.begin(0, 64, 7), writer.begin(0, 64, 8)];
    expect(view.runsOf(64)).toMatchObject([{ serial: serials[1], item: 8 }]);
    expect(serials[0]).not.toBe(serials[1]);
  });

  it('tells how long the item runs, never too long', () => {
    const { view, writer } = bothSides();
    const before = sharedNow();
    writer.begin(0, 64, 7);
    const [run] = view.runsOf(64);
    expect(run!.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(run!.elapsedMs).toBeLessThanOrEqual(sharedNow() - before);
  });

  it('is one of several, each with an item of its own', () => {
    const { view, writer } = bothSides(3);
    writer.begin(2, 64, 1);
    writer.begin(0, 72, 0);
    writer.begin(1, 64, 2);
    expect(view.runsOf(64).map(({ lane, item }) => [lane, item])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it.each([-1, 2, Number.NaN])('is refused when there is none with number %d', (lane) => {
    const { writer } = bothSides(2);
    const uses = [
      () => writer.begin(lane, 64, 0),
      () => writer.end(lane),
      () => writer.isAborted(lane, 1),
      () => writer.whenAborted(lane),
    ];
    for (const use of uses) expect(use).toThrow(`Expected a lane of 0 to 1, got ${lane}.`);
  });
});

describe('an abort', () => {
  it('is seen by the run that was read, and by no later one', () => {
    const { view, writer } = bothSides();
    const first = writer.begin(0, 64, 0);
    const [run] = view.runsOf(64);
    expect(writer.isAborted(0, first)).toBe(false);
    view.abort(run!);
    expect(writer.isAborted(0, first)).toBe(true);
    expect(writer.isAborted(0, writer.begin(0, 64, 0))).toBe(false);
  });

  it('that comes when its run is over says nothing to the next', () => {
    const { view, writer } = bothSides();
    writer.begin(0, 64, 0);
    const [run] = view.runsOf(64);
    const next = writer.begin(0, 64, 1);
    view.abort(run!);
    expect(writer.isAborted(0, next)).toBe(false);
  });

  it('is seen in its own lane only', () => {
    const { view, writer } = bothSides(2);
    const serials = [writer.begin(0, 64, 0), writer.begin(1, 64, 1)];
    view.abort(view.runsOf(64)[1]!);
    expect(serials.map((serial, lane) => writer.isAborted(lane, serial))).toEqual([false, true]);
  });

  it.each([
    { newest: -1, aborted: 0, given: 1 },
    { newest: 41, aborted: 42, given: 43 },
    { newest: 2 ** 31 - 1, aborted: -(2 ** 31), given: -(2 ** 31) + 1 },
    { newest: 2 ** 31 - 2, aborted: 2 ** 31 - 1, given: -(2 ** 31) },
  ])('of 2³² runs ago hits no run: after $newest comes $given', ({ newest, aborted, given }) => {
    const { writer, words } = bothSides();
    words[SERIAL] = newest;
    words[ABORT] = aborted;
    expect(writer.begin(0, 64, 0)).toBe(given);
    expect(writer.isAborted(0, given)).toBe(false);
  });
});

describe('a wait for an abort', () => {
  it('ends when the run is aborted', async () => {
    const { view, writer } = bothSides();
    const serial = writer.begin(0, 64, 0);
    const aborted = writer.whenAborted(0);
    view.abort(view.runsOf(64)[0]!);
    await aborted;
    expect(writer.isAborted(0, serial)).toBe(true);
  });

  it('is not begun when the abort came after the look', () => {
    const { view, writer } = bothSides();
    const serial = writer.begin(0, 64, 0);
    expect(writer.isAborted(0, serial)).toBe(false);
    view.abort(view.runsOf(64)[0]!);
    expect(writer.whenAborted(0)).toBeUndefined();
    // Once: who has nothing to look for any more is not kept busy.
    expect(writer.whenAborted(0)).toBeInstanceOf(Promise);
    expect(writer.isAborted(0, serial)).toBe(true);
  });

  it('is one for all runs of a lane, until it ends', async () => {
    const { view, writer } = bothSides(2);
    writer.begin(0, 64, 0);
    const first = writer.whenAborted(0);
    writer.begin(0, 64, 1);
    expect(writer.whenAborted(0)).toBe(first);
    expect(writer.whenAborted(1)).not.toBe(first);
    view.abort(view.runsOf(64)[0]!);
    await first;
    expect(writer.whenAborted(0)).toBeUndefined();
  });
});

describe('a stop', () => {
  it('is for one record', () => {
    const { view, writer } = bothSides();
    view.stopRecord(64);
    expect([writer.isStopped(64), writer.isStopped(72)]).toEqual([true, false]);
  });

  it('can be said of as many records as there are lanes, and then takes the place of another', () => {
    const { view, writer } = bothSides(2);
    const stopped = (): number[] => [64, 72, 80, 88].filter((position) => writer.isStopped(position));
    view.stopRecord(64);
    view.stopRecord(72);
    expect(stopped()).toEqual([64, 72]);
    view.stopRecord(80);
    expect(stopped()).toEqual([72, 80]);
    view.clearStop(72);
    view.stopRecord(88);
    expect(stopped()).toEqual([80, 88]);
  });

  it('is taken back when its record is settled, and only then', () => {
    const { view, writer } = bothSides();
    view.stopRecord(64);
    view.clearStop(72);
    expect(writer.isStopped(64)).toBe(true);
    view.clearStop(64);
    expect(writer.isStopped(64)).toBe(false);
  });

  it('is for nobody at first', () => {
    const { writer } = bothSides();
    expect([0, 8, -8, 2 ** 31 - 8].map((position) => writer.isStopped(position))).toEqual([false, false, false, false]);
  });
});

it('goes on when the global Atomics is gone', async () => {
  const { view, writer } = bothSides();
  vi.stubGlobal('Atomics', undefined);
  const serial = writer.begin(0, 64, 0);
  const aborted = writer.whenAborted(0);
  view.abort(view.runsOf(64)[0]!);
  await aborted;
  expect(writer.isAborted(0, serial)).toBe(true);
});

it('reads the same clock on all threads', async () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const clock = new URL('../dist/transport/shared-clock.js', import.meta.url).href;
  const code = `
    const { parentPort, workerData: flag } = require('node:worker_threads');
    import(${JSON.stringify(clock)}).then(({ sharedNow }) => {
      parentPort.postMessage('ready');
      Atomics.wait(flag, 0, 0);
      parentPort.postMessage(sharedNow());
    });`;
  const worker = new Worker(code, { eval: true, workerData: flag });
  const message = (): Promise<unknown> => new Promise((resolve) => void worker.once('message', resolve));
  await message();
  const before = sharedNow();
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  const there = await message();
  await worker.terminate();
  // The offsets are measured, to within far less than this.
  expect(there).toBeGreaterThan(before - 1);
  expect(there).toBeLessThan(sharedNow() + 1);
});
