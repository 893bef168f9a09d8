import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { OpenPool, TestedPool } from 'ringpool/testing';

type Functions = Readonly<Record<string, unknown>>;

/** An error as ringpool would give it. */
function poolError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function checkChunkSize(chunkSize: unknown): void {
  if (chunkSize !== undefined && !(Number.isInteger(chunkSize) && (chunkSize as number) > 0))
    throw new RangeError(`Expected \`chunkSize\` to be an integer of at least 1, got ${inspect(chunkSize)}.`);
}

/** A pool without threads, another implementation of the same contract: it runs as many tasks at once as it would have workers. */
export class InProcessPool implements TestedPool {
  state = 'running';
  readonly #places: number;
  readonly #functions: Promise<Functions>;
  readonly #waiting: (() => void)[] = [];
  /** Rejects every open task. */
  readonly #open = new Set<(error: Error) => void>();
  readonly #ended: Promise<void>;
  #end: () => void = () => {};
  #running = 0;

  constructor(module: URL, workers: number) {
    this.#places = workers;
    this.#functions = import(module.href) as Promise<Functions>;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get size(): number {
    return this.#isOver ? 0 : this.#places;
  }

  get #isOver(): boolean {
    return this.state === 'closed' || this.state === 'terminated';
  }

  async apply(name: string, args: readonly unknown[] = []): Promise<unknown> {
    this.#requireRunning();
    if (!Array.isArray(args)) throw new TypeError('Expected `args` to be an array of arguments.');
    return this.#run(name, [...args]);
  }

  async map(name: string, iterable: Iterable<unknown>, options: { chunkSize?: unknown } = {}): Promise<unknown[]> {
    this.#requireRunning();
    checkChunkSize(options.chunkSize);
    const settled = await Promise.allSettled(Array.from(requireIterable(iterable), (item) => this.#run(name, [item])));
    return settled.map((one, index) => {
      if (one.status === 'fulfilled') return one.value;
      if (one.reason instanceof Object) Object.assign(one.reason, { taskIndex: index });
      throw one.reason;
    });
  }

  async ready(): Promise<void> {
    this.#requireRunning();
    await this.#functions;
  }

  close(): Promise<void> {
    if (this.state === 'running') this.state = 'closing';
    this.#endWhenIdle();
    return this.#ended;
  }

  terminate(): Promise<void> {
    if (this.#isOver) return this.#ended;
    this.state = 'terminated';
    for (const reject of this.#open) reject(poolError('ERR_POOL_TERMINATED', 'The pool was terminated.'));
    this.#waiting.length = 0;
    setImmediate(this.#end);
    return this.#ended;
  }

  join(): Promise<void> {
    if (this.state !== 'running') return this.#ended;
    return Promise.reject(poolError('ERR_POOL_STILL_RUNNING', 'Expected a pool that is closed, got a running one.'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate();
  }

  #requireRunning(): void {
    if (this.state !== 'running')
      throw poolError('ERR_POOL_NOT_RUNNING', `Expected a running pool, got ${this.state}.`);
  }

  #run(name: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#open.add(reject);
      this.#waiting.push(() => {
        this.#running += 1;
        void this.#call(name, args)
          .then(resolve, reject)
          .finally(() => this.#ranOne(reject));
      });
      this.#next();
    });
  }

  #ranOne(reject: (error: Error) => void): void {
    this.#running -= 1;
    this.#open.delete(reject);
    this.#next();
    this.#endWhenIdle();
  }

  #next(): void {
    while (this.#running < this.#places && this.#waiting.length > 0) this.#waiting.shift()!();
  }

  async #call(name: string, args: readonly unknown[]): Promise<unknown> {
    const functions = await this.#functions;
    await turn();
    const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (typeof called === 'function') return (called as (...all: unknown[]) => unknown)(...args);
    throw poolError('ERR_UNKNOWN_TASK', `Expected a function \`${name}\`, got ${Object.keys(functions).join(', ')}.`);
  }

  #endWhenIdle(): void {
    if (this.state !== 'closing' || this.#open.size > 0) return;
    this.state = 'closed';
    setImmediate(this.#end);
  }
}

/** `Array.from` takes what is not iterable for an empty list. */
function requireIterable(iterable: Iterable<unknown>): Iterable<unknown> {
  if (typeof (iterable as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function') return iterable;
  throw new TypeError(`Expected \`iterable\` to be iterable, got ${inspect(iterable)}.`);
}

export const openInProcess: OpenPool = (module, options) => new InProcessPool(module, options.workers ?? 1);
