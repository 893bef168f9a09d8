import type { PoolContender } from './contender.js';

/**
 * The limit for any pool on this machine: the same promises, settled in batches out of an array, with no thread behind
 * them. What a pool adds to this is the pool's own cost.
 */
export const inProcess: PoolContender = {
  name: 'in-process',
  settings: ['default'],
  start: async () => {
    const batch = new SettlingBatch();
    return { addOne: (x) => batch.addOne(x), stop: async () => {} };
  },
};

class SettlingBatch {
  #values: number[] = [];
  #resolvers: ((result: number) => void)[] = [];
  readonly #settle = (): void => this.settle();

  addOne(x: number): Promise<number> {
    return new Promise((resolve) => {
      if (this.#values.push(x) === 1) queueMicrotask(this.#settle);
      this.#resolvers.push(resolve);
    });
  }

  /** Settles all that waits, as a pool does when results come in; no turn of the event loop lies between, as in the best of cases. */
  settle(): void {
    const values = this.#values;
    const resolvers = this.#resolvers;
    this.#values = [];
    this.#resolvers = [];
    for (let index = 0; index < values.length; index += 1) resolvers[index]?.((values[index] ?? 0) + 1);
  }
}
