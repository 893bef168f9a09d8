import { describe, expect, it } from 'vitest';
import { timerDelay } from '../src/timer-delay.ts';

describe('the delay of a timer', () => {
  it.each([
    [0, 0],
    [1, 1],
    [1.2, 2],
    [-5, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [Infinity, 2 ** 31 - 1],
  ])('for %d ms is %d', (millis, delay) => {
    expect(timerDelay(millis)).toBe(delay);
  });
});
