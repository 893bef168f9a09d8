import { describe, expect, it } from 'vitest';
import { SpinBudget } from '../src/spin-budget.ts';

/** The allowances of as many waits in a row, all vain. */
function vainWaits(budget: SpinBudget, waits: number): number[] {
  return Array.from({ length: waits }, () => {
    const { allowance } = budget;
    budget.wasVain();
    return allowance;
  });
}

describe('a spin budget', () => {
  it('allows the most at first', () => {
    expect(new SpinBudget(6000, 50).allowance).toBe(6000);
  });

  it('is halved by each vain wait, down to the fewest', () => {
    expect(vainWaits(new SpinBudget(80, 10), 6)).toEqual([80, 40, 20, 10, 10, 10]);
  });

  it('is full again after a wait that paid', () => {
    const budget = new SpinBudget(80, 10);
    vainWaits(budget, 5);
    budget.paid();
    expect(vainWaits(budget, 2)).toEqual([80, 40]);
  });

  it('tries a full wait after sixteen vain ones, then after twice as many each time', () => {
    const allowances = vainWaits(new SpinBudget(80, 10), 120);
    expect(allowances.flatMap((allowance, wait) => (allowance === 80 ? [wait] : []))).toEqual([0, 16, 49, 114]);
    expect(allowances[17]).toBe(10);
  });

  it('never waits longer than 1,024 waits for the next trial, and sixteen again after one that paid', () => {
    const budget = new SpinBudget(80, 10);
    const trials = (waits: number): number[] =>
      vainWaits(budget, waits).flatMap((allowance, wait) => (allowance === 80 ? [wait] : []));
    expect(trials(6000).slice(-2)).toEqual([4088, 5113]);
    budget.paid();
    expect(trials(20)).toEqual([0, 16]);
  });
});
