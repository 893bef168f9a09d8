import { describe, expect, it } from 'vitest';
import { limitsOf } from '../src/task-limits.ts';

const { signal } = new AbortController();

describe('the limits of a call', () => {
  it('are none where nothing can stop its tasks: grace alone stops nothing', () => {
    expect(limitsOf(undefined, Infinity, false)).toBeUndefined();
    expect(limitsOf({}, Infinity, false)).toBeUndefined();
    expect(limitsOf({ graceMs: 100 }, Infinity, false)).toBeUndefined();
    expect(limitsOf({ timeoutMs: Infinity }, 50, false)).toBeUndefined();
  });

  it('are there for a handle or a signal, though there is no limit of time', () => {
    expect(limitsOf({}, Infinity, true)).toEqual({ timeoutMs: Infinity, graceMs: 0 });
    expect(limitsOf({ signal, graceMs: 7 }, Infinity, false)).toEqual({ timeoutMs: Infinity, graceMs: 7 });
  });

  it('are the call’s own before the pool’s, 0 too', () => {
    expect(limitsOf(undefined, 50, false)).toEqual({ timeoutMs: 50, graceMs: 0 });
    expect(limitsOf({ timeoutMs: 0 }, 50, false)).toEqual({ timeoutMs: 0, graceMs: 0 });
    expect(limitsOf({ timeoutMs: 90, graceMs: 1 }, 50, false)).toEqual({ timeoutMs: 90, graceMs: 1 });
  });
});
