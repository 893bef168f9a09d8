import { CallJob } from '../src/call-job.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cancellable } from '../src/abort-signals.ts';
import { Outcome, runCallSync } from '../src/blocking-call.ts';
import type { ApplyOptions } from '../src/call-options.ts';
import { ResultTimeoutError } from '../src/errors.ts';
import { FakeEngine } from './fake-engine.ts';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

function call(options: ApplyOptions = {}, name = 'square'): unknown {
  return runCallSync(engine.asEngine, name, [7], options);
}

/** What a call throws. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return [error];
  }
  throw new Error('Expected a call that throws, got one that does not.');
}

/** The job that is waited for: what blocks hands it on, and no more. */
const JOB = new CallJob(
  () => {},
  () => {},
);

describe('a call that blocks', () => {
  it('gives its value', () => {
    engine.whileBlocked = [() => {}, () => engine.calls[0]!.job.itemDone(0, 49)];
    expect(call()).toBe(49);
    expect(engine.calls).toMatchObject([{ args: [7], transfer: undefined }]);
  });

  it.each([[undefined], [null], [0], [new Error('wrong')]])('throws %s where its task did', (thrown) => {
    engine.whileBlocked = [() => engine.calls[0]!.job.itemFailed(0, thrown)];
    expect(thrownBy(() => call())).toEqual([thrown]);
  });

  it('may give undefined', () => {
    engine.whileBlocked = [() => engine.calls[0]!.job.itemDone(0, undefined)];
    expect(call()).toBeUndefined();
  });

  it('throws when its time is over, and its task is cancelled, and dropped before it returns', () => {
    expect(() => call({ timeoutMs: 50 })).toThrow(new ResultTimeoutError('Expected a result within 50 ms, got none.'));
    expect([engine.cancelled, engine.flushes]).toEqual([[engine.calls[0]!.job], 1]);
  });

  it('throws where the thread must not block, and is not sent', () => {
    engine.mayBlock = false;
    expect(() => call()).toThrow('it must not block');
    expect(engine.calls).toEqual([]);
  });

  it('throws why it is refused', () => {
    expect(() => call({}, 'cube')).toThrow('no cube');
  });

  it('is not sent when its signal has fired; one that has not does not count', () => {
    expect(() => call({ signal: AbortSignal.abort() })).toThrow('aborted');
    expect(engine.calls).toEqual([]);
    engine.whileBlocked = [() => engine.calls[0]!.job.itemDone(0, 1)];
    expect(call({ signal: new AbortController().signal })).toBe(1);
  });

  it('can be stopped where it has a limit: its task has that of the pool', () => {
    engine.options.taskTimeoutMs = 70;
    expect(() => call({ timeoutMs: 50, graceMs: 5 })).toThrow('within 50 ms');
    expect(engine.calls[0]!.job.limits).toEqual({ timeoutMs: 70, graceMs: 5 });
  });

  it('cannot be stopped where nothing limits it', () => {
    engine.whileBlocked = [() => engine.calls[0]!.job.itemDone(0, 1)];
    call();
    expect(engine.calls[0]!.job.limits).toBeUndefined();
  });
});

describe('an outcome', () => {
  it('is the first that comes', () => {
    const outcome = new Outcome<number>();
    expect(outcome.isThere).toBe(false);
    outcome.resolve(1);
    outcome.reject(new Error('late'));
    outcome.resolve(2);
    expect(outcome.isThere).toBe(true);
    expect(outcome.wait(engine.asEngine, JOB, () => true, Infinity, { cancel: () => {} })).toBe(1);
  });

  it('cancels its call with a fresh error each time when none comes', () => {
    const cancel = vi.fn<Cancellable['cancel']>();
    const error = thrownBy(() => new Outcome().wait(engine.asEngine, JOB, () => false, 5, { cancel }));
    const [[makeError]] = cancel.mock.calls as [[() => Error]];
    expect(makeError()).toBeInstanceOf(ResultTimeoutError);
    expect(makeError()).not.toBe(makeError());
    expect(error).toEqual([makeError()]);
  });
});
