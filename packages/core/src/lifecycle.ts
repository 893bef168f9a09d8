/** Where a pool stands. It only ever moves down this list, past any step, but never back. */
export type PoolState = 'running' | 'closing' | 'closed' | 'terminated' | 'broken';

/** What moves it: `close()`, the last worker's end, `terminate()`, or workers that cannot be had. */
export type LifecycleEvent = 'close' | 'workersEnded' | 'terminate' | 'break';

const TRANSITIONS: Readonly<Record<PoolState, Readonly<Partial<Record<LifecycleEvent, PoolState>>>>> = {
  running: { close: 'closing', terminate: 'terminated', break: 'broken' },
  closing: { workersEnded: 'closed', terminate: 'terminated', break: 'broken' },
  closed: { terminate: 'terminated' },
  broken: { terminate: 'terminated', close: 'terminated' },
  terminated: {},
};

/** The state after an event; the same state where the event changes nothing. */
export function nextState(state: PoolState, event: LifecycleEvent): PoolState {
  return TRANSITIONS[state][event] ?? state;
}
