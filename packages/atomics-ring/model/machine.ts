/**
 * The machine on which explored threads run. A thread's code is run from its start again for every step it takes: accesses it
 * made before get the results they had then, from a log, and the first access beyond the log stops it. So a thread can be
 * taken one access further from any point, in any order with the others, without stopping real threads.
 */

/** Something a thread does that others can notice. What is no access to memory has an empty range. */
export interface Step {
  readonly kind: 'access' | 'wait' | 'waitAsync' | 'notify' | 'turn' | 'await' | 'exit' | 'terminate';
  /** For the trace: `store TAIL 16`. */
  readonly text: string;
  /** Bytes touched, as addresses on this machine. */
  readonly start: number;
  readonly end: number;
  readonly isWrite: boolean;
  /** Not atomic: a race with another access to the same bytes, unless both read. */
  readonly isPlain: boolean;
  /** Carries it out in the memory as it is now. */
  readonly run: () => unknown;
  /** For `wait`: the value that makes it sleep. For `notify`: how many to wake. For `exit`, `terminate`: the number of the thread. */
  readonly operand: number;
}

/** Where a replay came to: an access it wants to make, or its end. */
export interface Stop {
  readonly step: Step | undefined;
  /** The thread's whole state, when it stopped at a boundary between two rounds; otherwise its history is its state. */
  readonly boundary: string | undefined;
  readonly output: unknown;
  readonly error: unknown;
}

const SUSPENDED = Symbol('suspended');

/** Addresses of different buffers are this far apart. */
const BUFFER_SPAN = 2 ** 20;

export class Machine {
  #log: readonly unknown[] | undefined;
  #used = 0;
  #wanted: Step | undefined;
  #boundary: string | undefined;
  #buffers: SharedArrayBuffer[] = [];
  #reactions = new Map<number, (() => void)[]>();

  /** Forgets the buffers of the scenario before. */
  reset(): void {
    this.#buffers = [];
  }

  /** The address of a byte. */
  address(buffer: ArrayBufferLike, offset: number): number {
    let index = this.#buffers.indexOf(buffer as SharedArrayBuffer);
    if (index < 0) index = this.#buffers.push(buffer as SharedArrayBuffer) - 1;
    return index * BUFFER_SPAN + offset;
  }

  /** A thread's next step: carried out at once while a scenario is set up, replayed or asked for while it is explored. */
  take<T>(step: Step): T {
    if (this.#log === undefined) return step.run() as T;
    if (this.#wanted === undefined && this.#used < this.#log.length) {
      this.#used += 1;
      return this.#log[this.#used - 1] as T;
    }
    this.#wanted ??= step;
    throw SUSPENDED;
  }

  /** Runs `body` with these results of its first accesses. `setUp` accesses memory as it is. */
  replay<S>(log: readonly unknown[], setUp: () => S, body: (state: S) => unknown): Stop {
    this.#reactions = new Map();
    const state = setUp();
    this.#log = log;
    this.#used = 0;
    this.#wanted = undefined;
    this.#boundary = undefined;
    let output: unknown;
    let error: unknown;
    try {
      output = body(state);
    } catch (thrown) {
      error = thrown;
    }
    this.#log = undefined;
    if (this.#wanted !== undefined) error = undefined;
    return { step: this.#wanted, boundary: this.#boundary, output, error };
  }

  /** A body says: what I do from here on depends on `state` alone. It counts when nothing was replayed since. */
  boundary(state: () => string): void {
    if (this.#log !== undefined && this.#wanted === undefined && this.#used === this.#log.length)
      this.#boundary = state();
  }

  /** Registers what is to run once the wait on the word at `address` is settled and its thread turns to it. */
  whenSettled(address: number, reaction: () => void): void {
    this.#reactions.set(address, [...(this.#reactions.get(address) ?? []), reaction]);
  }

  /** Gives the thread's event loop a turn: reactions to what was settled run. */
  turn(): void {
    this.#react(this.take({ ...NO_ACCESS, kind: 'turn', text: 'turn of the event loop' }));
  }

  /** Gives turns until something is settled. */
  untilSettled(): void {
    this.#react(this.take({ ...NO_ACCESS, kind: 'await', text: 'wait in the event loop' }));
  }

  /** Kills a thread, wherever it stands. */
  terminate(thread: number): void {
    this.take({ ...NO_ACCESS, kind: 'terminate', text: `terminate thread ${thread}`, operand: thread });
  }

  /** Waits until a thread has ended or was killed. */
  untilExit(thread: number): void {
    this.take({ ...NO_ACCESS, kind: 'exit', text: `exit of thread ${thread}`, operand: thread });
  }

  #react(settled: readonly number[]): void {
    for (const address of settled) {
      const reactions = this.#reactions.get(address) ?? [];
      this.#reactions.delete(address);
      for (const reaction of reactions) reaction();
    }
  }
}

const NO_ACCESS = { start: 0, end: 0, isWrite: false, isPlain: false, run: () => undefined, operand: 0 } as const;

/** There is one: the code under exploration reaches it through the seams. */
export const machine: Machine = new Machine();
