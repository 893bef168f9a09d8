import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PoolEvents, tell } from '../src/pool-events.ts';

const WORKER = { workerIndex: 1, threadId: 7 };
const seen = vi.fn<(message: unknown) => void>();

let pool: EventEmitter<PoolEvents>;

beforeEach(() => {
  pool = new EventEmitter<PoolEvents>();
  seen.mockReset();
});

afterEach(() => {
  vi.restoreAllMocks();
  unsubscribe('ringpool:worker', seen);
});

describe('an event', () => {
  it('is told to the listeners, later', async () => {
    const listener = vi.fn<(...args: PoolEvents['workerStart']) => void>();
    pool.on('workerStart', listener);
    tell(pool, 'workerStart', WORKER);
    expect(listener).not.toHaveBeenCalled();
    await turn();
    expect(listener).toHaveBeenCalledExactlyOnceWith(WORKER);
  });

  it('needs no listener, and no pool', async () => {
    tell(pool, 'drain');
    tell(undefined, 'workerExit', { ...WORKER, exitCode: 0 });
    expect(await turn('nothing was thrown')).toBe('nothing was thrown');
  });

  it('throws what a listener throws where nobody else is touched', async () => {
    pool.on('close', () => {
      throw new Error('listener');
    });
    const uncaught = vi.fn<(error: Error) => void>();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', uncaught);
    try {
      expect(() => tell(pool, 'close')).not.toThrow();
      await turn();
    } finally {
      for (const other of others) process.on('uncaughtException', other);
    }
    expect(uncaught).toHaveBeenCalledWith(new Error('listener'), 'uncaughtException');
  });

  it('of a worker is published on the channel, and no other is', () => {
    subscribe('ringpool:worker', seen);
    tell(pool, 'zombie', WORKER);
    tell(pool, 'drain');
    tell(pool, 'close');
    expect(seen).toHaveBeenCalledExactlyOnceWith({ event: 'zombie', args: [WORKER] }, 'ringpool:worker');
  });
});

describe('an error that belongs to no task', () => {
  it('is told to who listens', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const told = once(pool, 'workerError');
    tell(pool, 'workerError', new Error('left over'), WORKER);
    expect(await told).toEqual([new Error('left over'), WORKER]);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('left over'), 'Error: left over'],
    ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'bare'],
    ['no error', { code: 5 }, '{ code: 5 }'],
    ['undefined', undefined, 'undefined'],
  ])('is a warning when nobody does: %s', (_name, error, text) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    tell(pool, 'workerError', error, WORKER);
    tell(undefined, 'workerError', error, WORKER);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenLastCalledWith(expect.stringContaining(text), 'WorkerErrorWarning');
  });
});
