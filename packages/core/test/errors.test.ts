import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors.js';

const plain = [
  [errors.PoolNotRunningError, 'ERR_POOL_NOT_RUNNING', 'PoolNotRunningError'],
  [errors.PoolStillRunningError, 'ERR_POOL_STILL_RUNNING', 'PoolStillRunningError'],
  [errors.PoolTerminatedError, 'ERR_POOL_TERMINATED', 'PoolTerminatedError'],
  [errors.PoolBrokenError, 'ERR_POOL_BROKEN', 'PoolBrokenError'],
  [errors.InitializerError, 'ERR_INITIALIZER_FAILED', 'InitializerError'],
  [errors.TaskTimeoutError, 'ERR_TASK_TIMEOUT', 'TaskTimeoutError'],
  [errors.TaskAbortedError, 'ABORT_ERR', 'AbortError'],
  [errors.ResultTimeoutError, 'ERR_RESULT_TIMEOUT', 'ResultTimeoutError'],
  [errors.QueueFullError, 'ERR_QUEUE_FULL', 'QueueFullError'],
  [errors.SerializationError, 'ERR_NOT_SERIALIZABLE', 'SerializationError'],
] as const;

describe.each(plain)('%o', (constructor, code, name) => {
  const cause = new Error('why');
  const error = new constructor('what happened', { cause });

  it('is a PoolError with a stable code and a name', () => {
    expect(error).toBeInstanceOf(errors.PoolError);
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe(code);
    expect(error.name).toBe(name);
    expect(Object.keys(error)).toEqual(['code']);
  });

  it('has the message and the cause it was given, and begins its stack with them', () => {
    expect(error.message).toBe('what happened');
    expect(error.cause).toBe(cause);
    expect(error.stack).toMatch(new RegExp(`^${name}: what happened\\n`));
    expect('cause' in new constructor('no cause')).toBe(false);
  });
});

describe('WorkerLostError', () => {
  it('tells how the worker ended and how often the task was started', () => {
    const cause = new Error('out of memory');
    const error = new errors.WorkerLostError('lost', { exitCode: 3, attempts: 2, cause });
    expect(error).toMatchObject({ code: 'ERR_WORKER_LOST', name: 'WorkerLostError', exitCode: 3, attempts: 2, cause });
    expect(new errors.WorkerLostError('lost', { attempts: 1 }).exitCode).toBeUndefined();
  });
});

describe('UnknownTaskError', () => {
  it('lists the functions there are', () => {
    const error = errors.UnknownTaskError.of('nrom', ['norm', 'square']);
    expect(error).toMatchObject({ code: 'ERR_UNKNOWN_TASK', name: 'UnknownTaskError', available: ['norm', 'square'] });
    expect(error.message).toBe('Expected the module to export a function `nrom`. It exports `norm`, `square`.');
  });

  it('says so when there are none', () => {
    expect(errors.UnknownTaskError.of('norm', []).message).toContain('It exports no function.');
  });
});
