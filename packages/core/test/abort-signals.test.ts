import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aborted, abortedBy, AbortSignals, type Cancellable } from '../src/abort-signals.ts';
import { TaskAbortedError } from '../src/errors.ts';

let signals: AbortSignals;
let controller: AbortController;

beforeEach(() => {
  signals = new AbortSignals();
  controller = new AbortController();
});

function target(): { cancel: ReturnType<typeof vi.fn<Cancellable['cancel']>> } {
  return { cancel: vi.fn<Cancellable['cancel']>() };
}

function listeners(): number {
  return getEventListeners(controller.signal, 'abort').length;
}

describe('a signal', () => {
  it('ends all that it is followed for, each with an error that tells its reason', () => {
    const targets = [target(), target()];
    for (const each of targets) signals.follow(controller.signal, each);
    controller.abort('enough');
    for (const { cancel } of targets) {
      expect(cancel).toHaveBeenCalledTimes(1);
      const [makeError] = cancel.mock.calls[0]!;
      expect(makeError()).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
      expect(makeError()).not.toBe(makeError());
    }
  });

  it('has one listener, however many it can end, and none when they are over', () => {
    const targets = Array.from({ length: 10_000 }, target);
    for (const each of targets) signals.follow(controller.signal, each);
    expect(listeners()).toBe(1);
    for (const each of targets) signals.unfollow(controller.signal, each);
    expect(listeners()).toBe(0);
  });

  it('does not end what is over', () => {
    const [over, open] = [target(), target()];
    signals.follow(controller.signal, over);
    signals.follow(controller.signal, open);
    signals.unfollow(controller.signal, over);
    controller.abort();
    expect([over.cancel.mock.calls.length, open.cancel.mock.calls.length]).toEqual([0, 1]);
  });

  it('is followed anew after all it could end was over', () => {
    const first = target();
    signals.follow(controller.signal, first);
    signals.unfollow(controller.signal, first);
    const second = target();
    signals.follow(controller.signal, second);
    controller.abort();
    expect([first.cancel.mock.calls.length, second.cancel.mock.calls.length]).toEqual([0, 1]);
  });

  it('ends those that are over as others end', () => {
    const last = target();
    signals.follow(controller.signal, { cancel: () => signals.unfollow(controller.signal, last) });
    signals.follow(controller.signal, last);
    expect(() => controller.abort()).not.toThrow();
    expect(listeners()).toBe(0);
  });

  it('that has fired is followed by nobody', () => {
    signals.follow(controller.signal, target());
    controller.abort();
    expect(listeners()).toBe(0);
    signals.unfollow(controller.signal, target());
  });

  it('ends what follows it, and not what follows another', () => {
    const other = target();
    signals.follow(new AbortController().signal, other);
    signals.follow(controller.signal, target());
    controller.abort();
    expect(other.cancel).not.toHaveBeenCalled();
  });
});

describe('the error of an aborted task', () => {
  it('is what an abort is in Node, with the signal’s reason as its cause', () => {
    controller.abort(new RangeError('too long'));
    const error = abortedBy(controller.signal);
    expect(error).toBeInstanceOf(TaskAbortedError);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: new RangeError('too long') });
  });

  it('has the DOM’s reason where none was given', () => {
    controller.abort();
    expect(abortedBy(controller.signal).cause).toMatchObject({ name: 'AbortError' });
  });

  it('may have any cause, undefined too', () => {
    expect(aborted(null).cause).toBeNull();
    expect(Object.hasOwn(aborted(undefined), 'cause')).toBe(true);
  });
});
