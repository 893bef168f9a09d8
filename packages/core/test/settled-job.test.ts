import { describe, expect, it, vi } from 'vitest';
import { TaskAbortedError } from '../src/errors.ts';
import { SettledJob } from '../src/settled-job.ts';

function jobOf(
  items: number,
  failedFast?: () => void,
): { job: SettledJob; outcome: Promise<unknown[]>; settlements: () => number } {
  let settlements = 0;
  let job!: SettledJob;
  const outcome = new Promise<unknown[]>((resolve, reject) => {
    const itemsSettled = (count: number): void => void (settlements += count);
    job = new SettledJob({ items, limits: undefined, resolve, reject, progress: undefined, itemsSettled, failedFast });
  });
  return { job, outcome, settlements: () => settlements };
}

describe('the job of a map of outcomes', () => {
  it('gives what became of each item, in input order', async () => {
    const { job, outcome, settlements } = jobOf(3);
    job.itemDone(2, 'c');
    job.itemFailed(0, new Error('a is wrong'));
    job.itemDone(1, undefined);
    expect(await outcome).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ message: 'a is wrong', taskIndex: 0 }) as unknown },
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: 'c' },
    ]);
    expect(settlements()).toBe(3);
  });

  it('does not fail when it is cancelled: what is left of it does, each item with an error of its own', async () => {
    const { job, outcome } = jobOf(3);
    job.itemDone(1, 'b');
    job.cancel(() => new Error('cancelled'));
    const [first, second, third] = (await outcome) as PromiseRejectedResult[];
    expect(second).toEqual({ status: 'fulfilled', value: 'b' });
    expect([first, third]).toMatchObject([
      { status: 'rejected', reason: { message: 'cancelled', taskIndex: 0 } },
      { status: 'rejected', reason: { message: 'cancelled', taskIndex: 2 } },
    ]);
    expect(first!.reason).not.toBe(third!.reason);
  });

  it('is ended by its first failure where that is wanted: what is left was not run', async () => {
    const failedFast = vi.fn<() => void>();
    const { job, outcome } = jobOf(4, failedFast);
    job.itemDone(0, 'a');
    const wrong = new Error('c is wrong');
    job.itemFailed(2, wrong);
    const [, second, third, fourth] = (await outcome) as PromiseRejectedResult[];
    expect(third!.reason).toBe(wrong);
    for (const [index, left] of [[1, second!] as const, [3, fourth!] as const]) {
      expect(left.reason).toBeInstanceOf(TaskAbortedError);
      expect(left.reason).toMatchObject({ cause: wrong, taskIndex: index });
    }
    job.itemFailed(1, new Error('late'));
    job.itemDone(3, 'late');
    expect(failedFast).toHaveBeenCalledTimes(1);
  });

  it('counts each item once, whatever comes after its first outcome', async () => {
    const { job, outcome, settlements } = jobOf(2);
    job.itemDone(0, 'first');
    job.itemFailed(0, 'second');
    job.itemDone(0, 'third');
    expect(settlements()).toBe(1);
    job.cancel(() => new Error('cancelled'));
    job.itemDone(1, 'late');
    expect(settlements()).toBe(2);
    expect(await outcome).toMatchObject([{ value: 'first' }, { reason: { message: 'cancelled' } }]);
  });
});
