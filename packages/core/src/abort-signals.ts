import { TaskAbortedError } from './errors.js';

/** What a signal can end. */
export interface Cancellable {
  cancel(makeError: () => Error): void;
}

interface Followed {
  readonly targets: Set<Cancellable>;
  readonly listener: () => void;
}

/** Why a task ends when `signal` has fired: a fresh error each time. */
export function abortedBy(signal: AbortSignal): TaskAbortedError {
  return aborted(signal.reason);
}

/** Why a task ends that was cancelled for `reason`. */
export function aborted(reason: unknown): TaskAbortedError {
  return new TaskAbortedError('The task was aborted.', { cause: reason });
}

/** The signals of a pool's calls: one listener for each signal, however many calls it can end, and none once they are over. */
export class AbortSignals {
  readonly #followed = new Map<AbortSignal, Followed>();

  /** Ends `target` when `signal` fires. */
  follow(signal: AbortSignal, target: Cancellable): void {
    let followed = this.#followed.get(signal);
    if (followed === undefined) {
      followed = { targets: new Set(), listener: () => this.#fired(signal) };
      this.#followed.set(signal, followed);
      signal.addEventListener('abort', followed.listener, { once: true });
    }
    followed.targets.add(target);
  }

  /** The target is over. No signal is one that nobody followed. */
  unfollow(signal: AbortSignal | undefined, target: Cancellable): void {
    if (signal === undefined) return;
    const followed = this.#followed.get(signal);
    if (followed === undefined || !followed.targets.delete(target) || followed.targets.size > 0) return;
    this.#followed.delete(signal);
    signal.removeEventListener('abort', followed.listener);
  }

  #fired(signal: AbortSignal): void {
    const followed = this.#followed.get(signal);
    this.#followed.delete(signal);
    for (const target of followed?.targets ?? []) target.cancel(() => abortedBy(signal));
  }
}
