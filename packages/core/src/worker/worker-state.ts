/**
 * What a worker shows to `ringpool/worker`. The worker's entry is one bundled file, while `ringpool/worker` is imported by the user's module, perhaps in several
 * copies: they meet at a property of the thread's global object that is not enumerable and cannot be changed.
 */
const STATE = Symbol.for('ringpool:worker');

export interface WorkerState {
  readonly workerIndex: number;
  /** The signal of the task that calls; `undefined` outside of any. */
  readonly currentSignal: () => AbortSignal | undefined;
}

/** Makes the state known in this thread, for good. */
export function showWorkerState(state: WorkerState): void {
  Object.defineProperty(globalThis, STATE, { value: Object.freeze(state) });
}

/** The state of this thread, where it is a pool's worker. */
export function workerState(): WorkerState | undefined {
  return (globalThis as { [STATE]?: WorkerState })[STATE];
}
