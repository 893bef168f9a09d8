import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { SerializationError } from '../src/errors.ts';
import { refused, runBroadcast, runCall, settling } from '../src/task-call.ts';
import { FakeEngine } from './fake-engine.ts';
import { rejection } from './rejection.ts';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe('a call with options', () => {
  it('is sent at once, with what it transfers, and gives its value', async () => {
    const buffer = new ArrayBuffer(8);
    const { promise } = runCall(engine.asEngine, 'square', [buffer], { transfer: [buffer] }, false);
    expect(engine.calls).toMatchObject([{ args: [buffer], transfer: [buffer] }]);
    engine.calls[0]!.job.itemDone(0, 49);
    expect(await promise).toBe(49);
  });

  it('rejects with what stands against it', async () => {
    expect(await rejection(runCall(engine.asEngine, 'cube', [], {}, false).promise)).toMatchObject({
      message: 'no cube',
    });
  });

  it('lets go of its signal when it is over, however that came', async () => {
    const { signal } = new AbortController();
    const done = runCall(engine.asEngine, 'square', [1], { signal }, false);
    const failed = runCall(engine.asEngine, 'square', [2], { signal }, false);
    const turnedDown = runCall(engine.asEngine, 'cube', [], { signal }, false);
    expect(listenersOf(signal)).toBe(1);
    engine.calls[0]!.job.itemDone(0, 1);
    expect(listenersOf(signal)).toBe(1);
    engine.calls[1]!.job.itemFailed(0, new Error('wrong'));
    expect(listenersOf(signal)).toBe(0);
    expect(await done.promise).toBe(1);
    expect(await rejection(failed.promise)).toMatchObject({ message: 'wrong' });
    expect(await rejection(turnedDown.promise)).toMatchObject({ message: 'no cube' });
  });

  it('ends when its signal fires', async () => {
    const abort = new AbortController();
    const { promise } = runCall(engine.asEngine, 'square', [1], { signal: abort.signal }, false);
    abort.abort('enough');
    expect(await rejection(promise)).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
    expect(engine.cancelled).toEqual([engine.calls[0]!.job]);
  });

  it('is not sent when its signal has fired before', async () => {
    const { promise } = runCall(engine.asEngine, 'square', [1], { signal: AbortSignal.abort('before') }, false);
    expect(await rejection(promise)).toMatchObject({ code: 'ABORT_ERR', cause: 'before' });
    expect(engine.calls).toEqual([]);
  });

  it('may be ended while its arguments are read: its job is known by then', async () => {
    const abort = new AbortController();
    const { sendCall } = engine;
    engine.sendCall = (...call) => {
      abort.abort('by a getter');
      sendCall.apply(engine, call);
    };
    const { promise } = runCall(engine.asEngine, 'square', [1], { signal: abort.signal }, false);
    expect(await rejection(promise)).toMatchObject({ cause: 'by a getter' });
    expect(engine.cancelled).toHaveLength(1);
  });

  it('can be cancelled by who has its handle', async () => {
    const { promise, cancel } = runCall(engine.asEngine, 'square', [1], {}, true);
    cancel(() => new Error('cancelled'));
    expect(await rejection(promise)).toMatchObject({ message: 'cancelled' });
    expect(engine.cancelled).toEqual([engine.calls[0]!.job]);
  });

  it('has limits only where something can stop it', () => {
    runCall(engine.asEngine, 'square', [], { graceMs: 5 }, false);
    runCall(engine.asEngine, 'square', [], { graceMs: 5 }, true);
    runCall(engine.asEngine, 'square', [], { timeoutMs: 50 }, false);
    expect(engine.calls.map(({ job }) => job.limits)).toEqual([
      undefined,
      { timeoutMs: Infinity, graceMs: 5 },
      { timeoutMs: 50, graceMs: 0 },
    ]);
  });
});

describe('a call in every worker', () => {
  it('gives the results in the order of the workers', async () => {
    engine.reachable = [0, 2, 5];
    const results = runBroadcast(engine.asEngine, 'square', ['x'], {});
    const { job } = engine.calls[0]!;
    expect(engine.calls).toHaveLength(3);
    for (const item of [2, 0, 1]) job.itemDone(item, `from the ${item}th`);
    expect(await results).toEqual(['from the 0th', 'from the 1th', 'from the 2th']);
  });

  it('rejects with the error of the first worker that failed, when all have ended', async () => {
    const results = runBroadcast(engine.asEngine, 'square', [], {});
    const { job } = engine.calls[0]!;
    job.itemFailed(1, new Error('wrong'));
    job.itemDone(0, 1);
    expect(await rejection(results)).toMatchObject({ message: 'wrong', taskIndex: 1 });
  });

  it('gives nothing where there is no worker', async () => {
    engine.reachable = [];
    expect(await runBroadcast(engine.asEngine, 'square', [], {})).toEqual([]);
  });

  it('is refused when its arguments cannot be sent, and lets go of its signal', async () => {
    const { signal } = new AbortController();
    engine.unsendable = new SerializationError('a function');
    expect(await rejection(runBroadcast(engine.asEngine, 'square', [() => {}], { signal }))).toBe(engine.unsendable);
    expect(listenersOf(signal)).toBe(0);
  });

  it('is refused whole where there is no room for one in each worker', async () => {
    engine.queueRoom = 1;
    expect(await rejection(runBroadcast(engine.asEngine, 'square', [], {}))).toMatchObject({
      message: 'no room for 2',
    });
    expect(engine.calls).toEqual([]);
  });

  it('ends when its signal fires, and is not sent when that was before', async () => {
    const abort = new AbortController();
    const results = runBroadcast(engine.asEngine, 'square', [], { signal: abort.signal });
    abort.abort('enough');
    expect(await rejection(results)).toMatchObject({ cause: 'enough' });
    expect(engine.cancelled).toHaveLength(1);
    const { signal } = abort;
    expect(await rejection(runBroadcast(engine.asEngine, 'square', [], { signal }))).toMatchObject({ cause: 'enough' });
    expect(engine.calls).toHaveLength(2);
  });
});

describe('what was refused', () => {
  it('rejects, and cannot be cancelled', async () => {
    const { promise, cancel } = refused(new Error('no'));
    cancel(() => new Error('cancelled'));
    expect(await rejection(promise)).toMatchObject({ message: 'no' });
  });
});

describe('a promise without a signal', () => {
  it('is settled once', async () => {
    const { promise, resolve, reject } = settling<number>(engine.asEngine, undefined, { cancel: () => {} });
    resolve(1);
    reject(new Error('late'));
    expect(await promise).toBe(1);
  });
});
