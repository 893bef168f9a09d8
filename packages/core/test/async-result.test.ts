import { afterEach, describe, expect, it, vi } from 'vitest';
import { AsyncResult, settledWithin } from '../src/async-result.ts';
import { ResultTimeoutError, TaskAbortedError } from '../src/errors.ts';

const ignore = (): void => {};

/** The handle of a job that cannot be cancelled. */
function handleOf<R>(promise: Promise<R>): AsyncResult<R> {
  return new AsyncResult({ promise, cancel: ignore });
}

/** A promise that the test settles, and its handle. */
function openResult<R>(): { result: AsyncResult<R>; resolve: (value: R) => void; reject: (reason: unknown) => void } {
  let resolve!: (value: R) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<R>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { result: handleOf(promise), resolve, reject };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('an AsyncResult', () => {
  it('can be awaited', async () => {
    expect(await handleOf(Promise.resolve(5))).toBe(5);
  });

  it('rejects when it is awaited and the job failed', async () => {
    const { result, reject } = openResult();
    reject('wrong');
    await expect((async () => await result)()).rejects.toBe('wrong');
  });

  it('has `then`, `catch` and `finally` of a promise', async () => {
    const { result, resolve } = openResult<number>();
    const steps: string[] = [];
    resolve(2);
    expect(await result.then((value) => value * 3)).toBe(6);
    expect(await result.catch(() => 0)).toBe(2);
    expect(await result.finally(() => steps.push('finally'))).toBe(2);
    expect(steps).toEqual(['finally']);
    const failed = handleOf(Promise.reject(new Error('wrong')));
    expect(await failed.catch((reason: unknown) => (reason as Error).message)).toBe('wrong');
    expect(await failed.then(null, () => 'caught')).toBe('caught');
  });

  it('is not ready before the job has ended', async () => {
    const { result, resolve } = openResult<number>();
    expect(result.ready()).toBe(false);
    resolve(1);
    await result;
    expect(result.ready()).toBe(true);
    expect(result.successful()).toBe(true);
  });

  it('is ready and not successful when the job failed', async () => {
    const { result, reject } = openResult();
    reject(new Error('wrong'));
    await result.wait();
    expect([result.ready(), result.successful()]).toEqual([true, false]);
  });

  it('refuses to say whether a job that goes on is successful', () => {
    expect(() => openResult().result.successful()).toThrow('a job that is not');
  });

  it('makes no unhandled rejection of a failure that nobody looks at', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    openResult().reject(new Error('unseen'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('cancel(reason)', () => {
  it('ends the job with an error that tells the reason, a fresh one each time', () => {
    const cancel = vi.fn<(makeError: () => Error) => void>();
    new AsyncResult({ promise: new Promise(ignore), cancel }).cancel('no longer needed');
    const [[makeError]] = cancel.mock.calls as [[() => Error]];
    expect(makeError()).toBeInstanceOf(TaskAbortedError);
    expect(makeError()).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'no longer needed' });
    expect(makeError()).not.toBe(makeError());
  });

  it('needs no reason', () => {
    const cancel = vi.fn<(makeError: () => Error) => void>();
    new AsyncResult({ promise: new Promise(ignore), cancel }).cancel();
    expect(cancel.mock.calls[0]![0]().cause).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fulfilled', () => Promise.resolve(1)],
    ['failed', () => Promise.reject(new Error('wrong'))],
  ])('does nothing to a job that has %s', async (_name, promise) => {
    const cancel = vi.fn<(makeError: () => Error) => void>();
    const result = new AsyncResult({ promise: promise(), cancel });
    await result.wait();
    result.cancel();
    expect(cancel).not.toHaveBeenCalled();
  });
});

it('cannot be sent to another thread', () => {
  expect(() => structuredClone(openResult().result)).toThrow('an AsyncResult');
});

describe('get(timeoutMs)', () => {
  it('gives the result', async () => {
    const { result, resolve } = openResult<string>();
    const value = result.get(1000);
    resolve('value');
    expect(await value).toBe('value');
  });

  it('waits without a limit by default', async () => {
    vi.useFakeTimers();
    const { result, resolve } = openResult<string>();
    const value = result.get();
    expect(vi.getTimerCount()).toBe(0);
    resolve('value');
    expect(await value).toBe('value');
  });

  it('rejects with the error of the job', async () => {
    const { result, reject } = openResult();
    reject(null);
    expect(await result.get().catch((reason: unknown) => [reason])).toEqual([null]);
  });

  it('rejects when the time is over; the job goes on and can be asked again', async () => {
    vi.useFakeTimers();
    const { result, resolve } = openResult<string>();
    const early = result.get(100).catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(100);
    expect(await early).toEqual(new ResultTimeoutError('Expected a result within 100 ms, got none yet.'));
    expect(result.ready()).toBe(false);
    resolve('late');
    expect(await result.get(100)).toBe('late');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives what is there even when the time is 0', async () => {
    const { result, resolve } = openResult<string>();
    resolve('there');
    expect(await result.get(0)).toBe('there');
  });

  it.each([NaN, '5', null, {}])('refuses %j', async (timeoutMs) => {
    const { result } = openResult();
    await expect(result.get(timeoutMs as number)).rejects.toBeInstanceOf(TypeError);
  });
});

describe('wait(timeoutMs)', () => {
  it('resolves when the job has ended', async () => {
    const { result, resolve } = openResult<string>();
    const waited = result.wait();
    resolve('value');
    await expect(waited).resolves.toBeUndefined();
    expect(result.ready()).toBe(true);
  });

  it('resolves when the job has failed', async () => {
    const { result, reject } = openResult();
    reject(new Error('wrong'));
    await expect(result.wait()).resolves.toBeUndefined();
    await expect(result.wait(10)).resolves.toBeUndefined();
  });

  it('resolves when the time is over', async () => {
    vi.useFakeTimers();
    const { result } = openResult();
    const waited = result.wait(100);
    await vi.advanceTimersByTimeAsync(100);
    await expect(waited).resolves.toBeUndefined();
    expect(result.ready()).toBe(false);
  });
});

describe('settling within a time', () => {
  it('does not take a time beyond the longest timer for none', async () => {
    vi.useFakeTimers();
    const { result, resolve } = openResult<string>();
    const settled = settledWithin(Promise.resolve(result), 2 ** 40);
    await vi.advanceTimersByTimeAsync(1000);
    resolve('value');
    expect(await settled).toBe(true);
  });

  it('takes a negative time for 0', async () => {
    vi.useFakeTimers();
    const settled = settledWithin(new Promise(() => {}), -5);
    await vi.advanceTimersByTimeAsync(1);
    expect(await settled).toBe(false);
  });
});
