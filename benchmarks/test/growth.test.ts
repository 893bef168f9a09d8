import { describe, expect, test } from 'vitest';
import { runCounted } from '../src/growth/counted-chains.js';
import { BASE, GROWTH_ROWS, IN_QUICK_RUN, LONG_QUEUES, WORKERS_EXTREME } from '../src/growth/sizes.js';
import { WrongResultError } from '../src/verify.js';

describe('a counted run', () => {
  test.each([
    [10, 3],
    [3, 10],
  ])('of %d tasks runs that many, with no more than %d open', async (tasks, inFlight) => {
    let open = 0;
    let most = 0;
    let count = 0;
    const addOne = async (x: number): Promise<number> => {
      count += 1;
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return x + 1;
    };
    await runCounted(addOne, tasks, inFlight);
    expect({ count, most }).toEqual({ count: tasks, most: Math.min(tasks, inFlight) });
  });

  test('finds a wrong result', async () => {
    const wrong = async (x: number): Promise<number> => (x === 7 ? 7 : x + 1);
    await expect(runCounted(wrong, 10, 2)).rejects.toThrow(WrongResultError);
  });
});

test('each row differs from the base in one size', () => {
  for (const { size } of GROWTH_ROWS) {
    const changed = Object.entries(size).filter(([name, value]) => BASE[name as keyof typeof BASE] !== value);
    expect(changed).toHaveLength(1);
  }
  expect(GROWTH_ROWS.map(({ title }) => title)).toEqual(
    expect.arrayContaining([...IN_QUICK_RUN, ...LONG_QUEUES, WORKERS_EXTREME]),
  );
});
