import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InitializerError, PoolNotRunningError, PoolStillRunningError, PoolTerminatedError } from '../src/errors.ts';
import { PoolLife, type PoolLifeParts } from '../src/pool-life.ts';
import { rejection } from './rejection.ts';

const parts = {
  hasOpenRecords: vi.fn<PoolLifeParts['hasOpenRecords']>(),
  isAllWorkDone: vi.fn<PoolLifeParts['isAllWorkDone']>(),
  areWorkersReady: vi.fn<PoolLifeParts['areWorkersReady']>(),
  stopInput: vi.fn<PoolLifeParts['stopInput']>(),
  settleAll: vi.fn<PoolLifeParts['settleAll']>(),
  workAdded: vi.fn<PoolLifeParts['workAdded']>(),
  endWorkers: vi.fn<PoolLifeParts['endWorkers']>(),
  closed: vi.fn<PoolLifeParts['closed']>(),
};

let life: PoolLife;
/** The last worker ends. */
let workersEnd: () => void;

beforeEach(() => {
  for (const part of Object.values(parts)) part.mockReset();
  const ended = new Promise<void>((resolve) => {
    workersEnd = resolve;
  });
  parts.endWorkers.mockReturnValue(ended);
  life = new PoolLife(parts);
});

const noThread = (): Error => new InitializerError('no worker becomes ready');

describe('a pool that is closed', () => {
  it('lets its work end first, and then its workers', async () => {
    const closed = life.close();
    expect([life.state, life.isDelivering]).toEqual(['closing', true]);
    life.workDone();
    await Promise.resolve();
    expect(parts.endWorkers).not.toHaveBeenCalled();
    parts.isAllWorkDone.mockReturnValue(true);
    life.workDone();
    await Promise.resolve();
    expect(parts.endWorkers).toHaveBeenCalledExactlyOnceWith('retire');
    workersEnd();
    await closed;
    expect([life.state, parts.closed.mock.calls.length]).toEqual(['closed', 1]);
  });

  it('ends its workers at once where nothing is open', async () => {
    parts.isAllWorkDone.mockReturnValue(true);
    const closed = life.close();
    workersEnd();
    await closed;
    expect(life.state).toBe('closed');
  });

  it('takes no more input, and says so', () => {
    void life.close();
    const [[makeError]] = parts.stopInput.mock.calls as [[() => Error]];
    expect(makeError()).toBeInstanceOf(PoolNotRunningError);
    expect(makeError().message).toContain('closing');
  });

  it('is closed once: whoever asks waits for the same end', async () => {
    parts.isAllWorkDone.mockReturnValue(true);
    const all = [life.close(), life.close(), life.join()];
    workersEnd();
    await Promise.all(all);
    expect(parts.endWorkers).toHaveBeenCalledTimes(1);
    expect(parts.closed).toHaveBeenCalledTimes(1);
  });
});

describe('a pool that is terminated', () => {
  it('rejects what is open, and ends its workers at once', async () => {
    parts.hasOpenRecords.mockReturnValue(true);
    const ended = life.terminate();
    expect([life.state, life.isDelivering]).toEqual(['terminated', false]);
    const [[makeError]] = parts.settleAll.mock.calls as [[() => Error]];
    expect(makeError()).toBeInstanceOf(PoolTerminatedError);
    expect(parts.endWorkers).toHaveBeenCalledExactlyOnceWith('terminate');
    workersEnd();
    await ended;
    expect(parts.closed).toHaveBeenCalledTimes(1);
  });

  it('lets workers that have nothing to do get their output out', () => {
    void life.terminate();
    expect(parts.endWorkers).toHaveBeenCalledExactlyOnceWith('flush');
  });

  it('refuses what is submitted meanwhile as it rejects what is open, and later what is submitted then', () => {
    let meanwhile: unknown;
    parts.settleAll.mockImplementation(() => {
      meanwhile = life.refusal();
    });
    void life.terminate();
    expect(meanwhile).toBeInstanceOf(PoolTerminatedError);
    expect(life.refusal()).toBeInstanceOf(PoolNotRunningError);
  });

  it('may be one that is closing: those who wait for that have the same end, which is told once', async () => {
    const closed = life.close();
    const terminated = life.terminate();
    await Promise.resolve();
    expect(parts.endWorkers).toHaveBeenCalledTimes(1);
    workersEnd();
    await Promise.all([closed, terminated, life.join()]);
    expect([life.state, parts.closed.mock.calls.length]).toEqual(['terminated', 1]);
  });

  it('may be one whose workers end already', async () => {
    parts.isAllWorkDone.mockReturnValue(true);
    const closed = life.close();
    await Promise.resolve();
    const terminated = life.terminate();
    workersEnd();
    await Promise.all([closed, terminated]);
    expect(parts.endWorkers.mock.calls).toEqual([['retire'], ['flush']]);
    expect([life.state, parts.closed.mock.calls.length]).toEqual(['terminated', 1]);
  });

  it('is terminated once', async () => {
    const all = [life.terminate(), life.terminate(), life.close()];
    workersEnd();
    await Promise.all(all);
    expect(parts.endWorkers).toHaveBeenCalledTimes(1);
  });
});

describe('a pool that breaks', () => {
  it('rejects everything, now and later, with a fresh error each time', async () => {
    life.break(noThread);
    expect([life.state, life.isDelivering]).toEqual(['broken', false]);
    expect(parts.settleAll).toHaveBeenCalledExactlyOnceWith(noThread);
    expect(life.refusal()).toBeInstanceOf(InitializerError);
    expect(life.refusal()).not.toBe(life.refusal());
    expect(await rejection(life.ready())).toBeInstanceOf(InitializerError);
    expect(parts.endWorkers).toHaveBeenCalledExactlyOnceWith('terminate');
  });

  it('breaks once, and not after its end', () => {
    life.break(noThread);
    life.break(() => new Error('again'));
    expect(life.refusal()).toBeInstanceOf(InitializerError);
    const ended = new PoolLife(parts);
    void ended.terminate();
    ended.break(noThread);
    expect(ended.state).toBe('terminated');
  });

  it('can be joined, closed and terminated: its end is told once', async () => {
    life.break(noThread);
    const all = [life.join(), life.close(), life.terminate()];
    workersEnd();
    await Promise.all(all);
    expect([life.state, parts.closed.mock.calls.length]).toEqual(['terminated', 1]);
    expect(parts.settleAll).toHaveBeenCalledTimes(1);
  });

  it('while it closes lets nobody wait', async () => {
    const closed = life.close();
    life.break(noThread);
    workersEnd();
    await closed;
    expect(life.state).toBe('broken');
  });
});

describe('a pool that runs', () => {
  it('cannot be joined', async () => {
    expect(await rejection(life.join())).toBeInstanceOf(PoolStillRunningError);
  });

  it('ends no workers when its work is done', () => {
    parts.isAllWorkDone.mockReturnValue(true);
    life.workDone();
    expect([life.state, parts.endWorkers.mock.calls]).toEqual(['running', []]);
  });
});

describe('who waits for the workers', () => {
  it('is told when all are ready', async () => {
    const ready = [life.ready(), life.ready()];
    expect([life.isAwaited, parts.workAdded.mock.calls.length]).toEqual([true, 2]);
    life.workerReady();
    expect(life.isAwaited).toBe(true);
    parts.areWorkersReady.mockReturnValue(true);
    life.workerReady();
    expect(life.isAwaited).toBe(false);
    await expect(Promise.all(ready)).resolves.toEqual([undefined, undefined]);
  });

  it('need not wait where they are ready', async () => {
    parts.areWorkersReady.mockReturnValue(true);
    await expect(life.ready()).resolves.toBeUndefined();
    expect(life.isAwaited).toBe(false);
  });

  it.each<[string, (pool: PoolLife) => unknown, new (message: string) => Error]>([
    ['closed', (pool) => pool.close(), PoolNotRunningError],
    ['terminated', (pool) => pool.terminate(), PoolTerminatedError],
    ['broken', (pool) => pool.break(noThread), InitializerError],
  ])('is told that the pool is %s', async (_name, end, reason) => {
    const waiting = rejection(life.ready());
    end(life);
    expect(await waiting).toBeInstanceOf(reason);
    expect(life.isAwaited).toBe(false);
  });
});
