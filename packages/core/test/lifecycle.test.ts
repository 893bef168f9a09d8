import { describe, expect, it } from 'vitest';
import { type LifecycleEvent, nextState, type PoolState } from '../src/lifecycle.ts';

const EVENTS: readonly LifecycleEvent[] = ['close', 'workersEnded', 'terminate', 'break'];

describe('the life of a pool', () => {
  it.each<[PoolState, LifecycleEvent, PoolState]>([
    ['running', 'close', 'closing'],
    ['closing', 'workersEnded', 'closed'],
    ['running', 'terminate', 'terminated'],
    ['closing', 'terminate', 'terminated'],
    ['running', 'break', 'broken'],
    ['closing', 'break', 'broken'],
    ['broken', 'terminate', 'terminated'],
  ])('goes from %s by %s to %s', (state, event, next) => {
    expect(nextState(state, event)).toBe(next);
  });

  it.each<[PoolState, LifecycleEvent]>([
    ['running', 'workersEnded'],
    ['closing', 'close'],
    ['closed', 'close'],
    ['closed', 'break'],
    ['broken', 'break'],
    ['broken', 'workersEnded'],
  ])('stays %s at %s', (state, event) => {
    expect(nextState(state, event)).toBe(state);
  });

  it.each(EVENTS)('stays terminated at %s', (event) => {
    expect(nextState('terminated', event)).toBe('terminated');
  });

  it('never comes back to running', () => {
    const states: readonly PoolState[] = ['closing', 'closed', 'terminated', 'broken'];
    for (const state of states) for (const event of EVENTS) expect(nextState(state, event)).not.toBe('running');
  });
});
