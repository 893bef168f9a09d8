import { describe, expect, it, vi } from 'vitest';
import { CallJob } from '../src/call-job.ts';

describe('the job of a call', () => {
  it('fulfils its promise with the value of its one item', async () => {
    const value = await new Promise((resolve, reject) => {
      new CallJob(resolve, reject).itemDone(0, 'value');
    });
    expect(value).toBe('value');
  });

  it('rejects its promise with the error of its one item', async () => {
    const promise = new Promise((resolve, reject) => {
      new CallJob(resolve, reject).itemFailed(0, 'wrong');
    });
    await expect(promise).rejects.toBe('wrong');
  });

  it('rejects its promise when it is cancelled, whatever comes later', async () => {
    const promise = new Promise((resolve, reject) => {
      const job = new CallJob(resolve, reject);
      job.cancel(() => new Error('cancelled'));
      job.itemDone(0, 'late');
      job.cancel(() => new Error('again'));
    });
    await expect(promise).rejects.toThrow('cancelled');
  });

  it('has limits only where it is given some', () => {
    const limits = { timeoutMs: 5, graceMs: 1 };
    expect(new CallJob(vi.fn<() => void>(), vi.fn<() => void>()).limits).toBeUndefined();
    expect(new CallJob(vi.fn<() => void>(), vi.fn<() => void>(), limits).limits).toBe(limits);
  });
});
