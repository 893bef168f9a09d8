import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MapJob, withTaskIndex } from '../src/map-job.ts';
import { type Progress, ProgressReporter } from '../src/progress.ts';

interface Watched {
  readonly job: MapJob;
  readonly outcome: Promise<unknown[]>;
  readonly settlements: number[];
  readonly calls: Progress[];
}

/** A map of so many items, whose promise and calls are watched. */
function mapOf(items: number, failedFast?: () => void): Watched {
  const calls: Progress[] = [];
  const settlements: number[] = [];
  let job!: MapJob;
  const outcome = new Promise<unknown[]>((resolve, reject) => {
    const progress = new ProgressReporter((state) => calls.push(state), items);
    const itemsSettled = (count: number): void => void settlements.push(count);
    job = new MapJob({ items, limits: undefined, resolve, reject, progress, itemsSettled, failedFast });
  });
  return { job, outcome, settlements, calls };
}

/** A map of so many items, all of them done, that keeps no results. */
function givenAway(items: number, take: (index: number, value: unknown) => void): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const parts = { limits: undefined, progress: undefined, itemsSettled: () => {}, take };
    const job = new MapJob({ items, resolve, reject, ...parts });
    for (let index = 0; index < items; index += 1) job.itemDone(index, 'value');
  });
}

describe('the job of a map', () => {
  it('gives the results in input order', async () => {
    const { job, outcome } = mapOf(3);
    job.itemDone(2, 'c');
    job.itemDone(0, 'a');
    job.itemDone(1, undefined);
    expect(await outcome).toEqual(['a', undefined, 'c']);
  });

  it('gives its results away where somebody takes them, and keeps none', async () => {
    const taken: unknown[] = [];
    expect(await givenAway(2, (index, value) => void taken.push([index, value]))).toEqual([]);
    expect(taken).toEqual([
      [0, 'value'],
      [1, 'value'],
    ]);
  });

  it('takes what taking a result throws for the error of its item', async () => {
    const refusal = new TypeError('no place');
    const outcome = givenAway(3, (index) => {
      if (index === 1) throw refusal;
    });
    await expect(outcome).rejects.toBe(refusal);
    expect(refusal).toMatchObject({ taskIndex: 1 });
  });

  it('waits for every item, failed or not, before it rejects', async () => {
    const { job, outcome } = mapOf(2);
    let isSettled = false;
    const settled = outcome.catch(() => {
      isSettled = true;
    });
    job.itemFailed(0, new Error('first'));
    await turn();
    expect(isSettled).toBe(false);
    job.itemDone(1, 1);
    await settled;
    expect(isSettled).toBe(true);
  });

  it('rejects with the error of the lowest index, whichever comes first', async () => {
    const { job, outcome } = mapOf(4);
    job.itemFailed(3, new Error('third'));
    job.itemFailed(1, new Error('lowest'));
    job.itemFailed(2, new Error('second'));
    job.itemDone(0, 0);
    await expect(outcome).rejects.toMatchObject({ message: 'lowest', taskIndex: 1 });
  });

  it.each([[null], [undefined], ['text'], [0], [Symbol.iterator]])(
    'rejects with %s where that was thrown',
    async (thrown) => {
      const { job, outcome } = mapOf(1);
      job.itemFailed(0, thrown);
      expect(await outcome.catch((reason: unknown) => [reason])).toEqual([thrown]);
    },
  );

  it('tells of each item that has settled', () => {
    const { job, settlements, outcome } = mapOf(3);
    job.itemDone(0, 0);
    job.itemFailed(1, 'wrong');
    expect(settlements).toHaveLength(2);
    job.itemDone(2, 2);
    expect(settlements).toHaveLength(3);
    return expect(outcome).rejects.toBe('wrong');
  });

  it('tells progress of failed items too', async () => {
    const { job, outcome, calls } = mapOf(2);
    job.itemFailed(0, 'wrong');
    job.itemDone(1, 1);
    await outcome.catch(() => {});
    expect(calls.at(-1)).toMatchObject({ done: 2, total: 2 });
  });
});

describe('numbers that come together', () => {
  /** As a ring holds them: behind other bytes. */
  const OFFSET = 12;

  function viewOf(...values: number[]): DataView {
    const view = new DataView(new ArrayBuffer(OFFSET + 8 * values.length));
    for (const [index, value] of values.entries()) view.setFloat64(OFFSET + 8 * index, value, true);
    return view;
  }

  it('are the results of items one after the other, from the first on', async () => {
    const { job, outcome } = mapOf(5);
    job.itemDone(4, 'last');
    job.numbersDone(1, viewOf(1.5, -0, NaN), OFFSET, 3);
    job.itemDone(0, 'first');
    expect(await outcome).toEqual(['first', 1.5, -0, NaN, 'last']);
  });

  it('are told of at once, in settlements and in progress', async () => {
    const { job, settlements, outcome, calls } = mapOf(4);
    job.numbersDone(0, viewOf(1, 2, 3), OFFSET, 3);
    expect(settlements).toEqual([3]);
    job.itemDone(3, 4);
    expect(settlements).toEqual([3, 1]);
    expect(await outcome).toEqual([1, 2, 3, 4]);
    expect(calls.at(-1)).toMatchObject({ done: 4, total: 4 });
  });

  it('end the map where they are the last of it, failed or not', async () => {
    const { job, outcome } = mapOf(3);
    job.itemFailed(0, new Error('wrong'));
    job.numbersDone(1, viewOf(1, 2), OFFSET, 2);
    await expect(outcome).rejects.toMatchObject({ message: 'wrong', taskIndex: 0 });
  });

  it('change nothing of a map that is over', async () => {
    const { job, outcome, settlements } = mapOf(3);
    job.cancel(() => new Error('cancelled'));
    job.numbersDone(0, viewOf(1, 2, 3), OFFSET, 3);
    await expect(outcome).rejects.toThrow('cancelled');
    expect(settlements).toEqual([]);
  });
});

describe('a map that fails fast', () => {
  it('rejects with the first error to arrive, whatever its index', async () => {
    const { job, outcome } = mapOf(4, () => {});
    job.itemDone(1, 1);
    job.itemFailed(3, new Error('first to arrive'));
    job.itemFailed(0, new Error('lower, but later'));
    await expect(outcome).rejects.toMatchObject({ message: 'first to arrive', taskIndex: 3 });
  });

  it('tells of it once, and of no item that settles later', async () => {
    let tellings = 0;
    const { job, outcome, settlements, calls } = mapOf(4, () => (tellings += 1));
    job.itemDone(0, 0);
    job.itemFailed(1, 'wrong');
    job.itemFailed(2, 'wrong too');
    job.itemDone(3, 3);
    await expect(outcome).rejects.toBe('wrong');
    expect(tellings).toBe(1);
    expect(settlements).toHaveLength(1);
    expect(calls.map(({ done }) => done)).not.toContain(4);
  });

  it('tells of it after its promise was rejected', () => {
    const order: string[] = [];
    const job: MapJob = new MapJob({
      items: 2,
      limits: undefined,
      resolve: () => order.push('resolved'),
      reject: () => order.push('rejected'),
      progress: undefined,
      itemsSettled: () => order.push('settled'),
      failedFast: () => order.push('dropped'),
    });
    job.itemFailed(0, 'wrong');
    expect(order).toEqual(['rejected', 'dropped']);
  });

  it('gives the results when nothing fails', async () => {
    const { job, outcome } = mapOf(1, () => {
      throw new Error('nothing failed');
    });
    job.itemDone(0, 'a');
    expect(await outcome).toEqual(['a']);
  });
});

describe('a map that is cancelled', () => {
  it('rejects at once, and whatever its items come to changes nothing', async () => {
    const { job, outcome, settlements, calls } = mapOf(2);
    job.itemDone(0, 0);
    job.cancel(() => new Error('cancelled'));
    job.itemFailed(1, new Error('late'));
    await expect(outcome).rejects.toThrow('cancelled');
    expect(settlements).toHaveLength(1);
    await turn();
    expect(calls.map(({ done }) => done)).not.toContain(2);
  });

  it('makes no error when it is over', async () => {
    const { job, outcome } = mapOf(1);
    job.itemDone(0, 'done');
    job.cancel(() => {
      throw new Error('it was over');
    });
    expect(await outcome).toEqual(['done']);
  });
});

describe('the task index of an error', () => {
  it('is a property like any other', () => {
    const error = withTaskIndex(new Error('wrong'), 7) as object;
    expect(Object.getOwnPropertyDescriptor(error, 'taskIndex')).toEqual({
      value: 7,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  });

  it('is given to functions and plain objects', () => {
    expect(withTaskIndex({ code: 1 }, 3)).toEqual({ code: 1, taskIndex: 3 });
    expect(withTaskIndex(() => {}, 3)).toHaveProperty('taskIndex', 3);
  });

  it.each([[null], [undefined], [1], ['text'], [true], [1n]])('leaves %s as it is', (thrown) => {
    expect(withTaskIndex(thrown, 3)).toBe(thrown);
  });

  it('is left out where the error is frozen', () => {
    const frozen = Object.freeze(new Error('frozen'));
    expect(withTaskIndex(frozen, 3)).toBe(frozen);
    expect(frozen).not.toHaveProperty('taskIndex');
  });
});
