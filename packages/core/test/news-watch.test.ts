import { describe, expect, it, vi } from 'vitest';
import { SpinBudget } from '../src/spin-budget.ts';
import { watchAdaptively, watchFor } from '../src/worker/news-watch.ts';

/** News from the look with this number on. */
function newsAt(look: number): () => boolean {
  let looks = 0;
  return () => {
    looks += 1;
    return looks >= look;
  };
}

describe('looking for a fixed time', () => {
  it('is no look at all for none', () => {
    const hasNews = vi.fn<() => boolean>(() => true);
    expect(watchFor(0)(hasNews)).toBe(false);
    expect(hasNews).not.toHaveBeenCalled();
  });

  it('ends when there are news', () => {
    expect(watchFor(1e9)(newsAt(1))).toBe(true);
    expect(watchFor(1e9)(newsAt(1000))).toBe(true);
  });

  it('ends after its time, and is as long the next time', () => {
    const watch = watchFor(2000);
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now();
      expect(watch(() => false)).toBe(false);
      expect(performance.now() - start).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('looking as long as it pays', () => {
  it('is shorter after looks in vain, and as long as ever after one that paid', () => {
    const budget = new SpinBudget(100, 10);
    const watch = watchAdaptively(budget);
    expect(watch(() => false)).toBe(false);
    expect(budget.allowance).toBe(50);
    expect(watch(newsAt(50))).toBe(true);
    expect(budget.allowance).toBe(100);
  });
});
