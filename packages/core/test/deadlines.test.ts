import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines } from '../src/deadlines.ts';

/** Before the module under test takes hold of the clock, which goes on in a thread that blocks, though no timer fires. */
const blocking = vi.hoisted(() => {
  vi.useFakeTimers();
  const blocked = { millis: 0 };
  const now = performance.now.bind(performance);
  performance.now = () => now() + blocked.millis;
  return blocked;
});

let deadlines: Deadlines<string>;
let passed: string[];

beforeEach(() => {
  vi.clearAllTimers();
  deadlines = new Deadlines();
  passed = [];
});

function set(thing: string, millis: number): void {
  deadlines.set(thing, millis, () => passed.push(thing));
}

describe('a limit', () => {
  it('passes once, when its time is over', () => {
    set('a', 100);
    vi.advanceTimersByTime(99);
    expect([passed, deadlines.has('a')]).toEqual([[], true]);
    vi.advanceTimersByTime(1000);
    expect([passed, deadlines.has('a')]).toEqual([['a'], false]);
  });

  it('does not pass when it was cleared', () => {
    set('a', 100);
    set('b', 100);
    deadlines.clear('a');
    deadlines.clear('never set');
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual(['b']);
  });

  it('begins anew when it is set anew', () => {
    set('a', 100);
    vi.advanceTimersByTime(60);
    set('a', 100);
    vi.advanceTimersByTime(60);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(40);
    expect(passed).toEqual(['a']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of Infinity never passes, and needs no timer', () => {
    set('a', Infinity);
    expect(vi.getTimerCount()).toBe(0);
    expect(deadlines.has('a')).toBe(true);
    expect(deadlines.nextInMs).toBe(Infinity);
  });

  it('beyond the longest timer does not pass at once', () => {
    set('a', 2 ** 40);
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual([]);
  });

  it('may be set anew by what is done when it passes', () => {
    deadlines.set('a', 10, () => set('a', 10));
    vi.advanceTimersByTime(10);
    expect([passed, deadlines.has('a')]).toEqual([[], true]);
    vi.advanceTimersByTime(10);
    expect(passed).toEqual(['a']);
  });
});

it('clears all at once', () => {
  set('a', 10);
  set('b', Infinity);
  deadlines.clearAll();
  vi.advanceTimersByTime(1000);
  expect([passed, deadlines.has('b'), vi.getTimerCount()]).toEqual([[], false, 0]);
});

describe('for a thread that blocks', () => {
  it('the time to the next limit is known', () => {
    expect(deadlines.nextInMs).toBe(Infinity);
    set('a', 100);
    set('b', 40);
    set('c', Infinity);
    expect(deadlines.nextInMs).toBe(40);
    deadlines.clear('b');
    expect(deadlines.nextInMs).toBe(100);
    blocking.millis += 150;
    expect(deadlines.nextInMs).toBe(0);
  });

  it('limits that have passed are done when it asks, and their timers do nothing more', () => {
    set('a', 100);
    set('b', 200);
    deadlines.check();
    expect(passed).toEqual([]);
    blocking.millis += 100;
    deadlines.check();
    expect(passed).toEqual(['a']);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('a limit that another clears as it passes does not pass', () => {
    deadlines.set('a', 10, () => deadlines.clear('b'));
    set('b', 10);
    blocking.millis += 10;
    deadlines.check();
    expect(passed).toEqual([]);
  });

  it('a limit that another sets anew as it passes has its new time', () => {
    deadlines.set('a', 10, () => set('b', 1000));
    set('b', 10);
    blocking.millis += 10;
    deadlines.check();
    expect(passed).toEqual([]);
  });
});
