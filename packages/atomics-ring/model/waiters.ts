/** Who waits on which word, in the order they came, what was settled for whom, and who is dead: immutable, each with a number. */
interface Waits {
  readonly queue: readonly Waiter[];
  /** Addresses of the words whose asynchronous waits were notified, by thread, until their reactions run. */
  readonly settled: readonly (readonly number[])[];
  readonly dead: readonly number[];
}

interface Waiter {
  readonly thread: number;
  readonly address: number;
  readonly isAsync: boolean;
}

/** The machine's list of waiters, as `Atomics.wait`, `waitAsync` and `notify` keep it. */
export class Waiters {
  readonly #all: Waits[] = [];
  readonly #numbers = new Map<string, number>();
  /** The number of: nobody waits, nothing is settled, nobody is dead. */
  readonly none: number;

  constructor(threads: number) {
    this.none = this.#numberOf({ queue: [], settled: Array.from({ length: threads }, () => []), dead: [] });
  }

  isDead(number: number, thread: number): boolean {
    return this.#all[number]!.dead.includes(thread);
  }

  isAsleep(number: number, thread: number): boolean {
    return this.#all[number]!.queue.some((waiter) => waiter.thread === thread && !waiter.isAsync);
  }

  settled(number: number, thread: number): readonly number[] {
    return this.#all[number]!.settled[thread]!;
  }

  sleep(number: number, thread: number, address: number): number {
    return this.#append(number, { thread, address, isAsync: false });
  }

  arm(number: number, thread: number, address: number): number {
    return this.#append(number, { thread, address, isAsync: true });
  }

  /** Wakes the first `most` waiters on a word. `woken` are those that sleep; the others are settled. */
  notify(number: number, address: number, most: number): { next: number; woken: readonly number[]; count: number } {
    const { queue, settled, dead } = this.#all[number]!;
    const called = queue.filter((waiter) => waiter.address === address).slice(0, most);
    if (called.length === 0) return { next: number, woken: [], count: 0 };
    const settledFor = (thread: number): boolean => called.some((waiter) => waiter.isAsync && waiter.thread === thread);
    const next = this.#numberOf({
      queue: queue.filter((waiter) => !called.includes(waiter)),
      settled: settled.map((list, thread) =>
        settledFor(thread) ? [...new Set([...list, address])].sort(ascending) : list,
      ),
      dead,
    });
    return { next, woken: called.filter(({ isAsync }) => !isAsync).map(({ thread }) => thread), count: called.length };
  }

  /** The reactions of what was settled for a thread have run. */
  react(number: number, thread: number): number {
    const { queue, settled, dead } = this.#all[number]!;
    return this.#numberOf({ queue, settled: settled.map((list, owner) => (owner === thread ? [] : list)), dead });
  }

  kill(number: number, thread: number): number {
    const { queue, settled, dead } = this.#all[number]!;
    return this.#numberOf({
      queue: queue.filter((waiter) => waiter.thread !== thread),
      settled: settled.map((list, owner) => (owner === thread ? [] : list)),
      dead: [...dead, thread].sort(ascending),
    });
  }

  #append(number: number, waiter: Waiter): number {
    const { queue, settled, dead } = this.#all[number]!;
    return this.#numberOf({ queue: [...queue, waiter], settled, dead });
  }

  #numberOf(waits: Waits): number {
    const key = JSON.stringify(waits);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#all.length);
    return this.#all.push(waits) - 1;
  }
}

function ascending(one: number, other: number): number {
  return one - other;
}
