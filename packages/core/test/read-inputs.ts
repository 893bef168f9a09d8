/** Inputs of which the test says what they give and when, and what takes their items. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Input, InputReader, type InputSink } from '../src/input-reader.ts';

/** Takes chunks of `size`, as long as it holds fewer than `most` items. */
export class Sink implements InputSink<unknown> {
  readonly chunks: unknown[][] = [];
  endings: ({ readonly error: unknown } | 'done')[] = [];
  onTake: () => void = () => {};
  size: number;
  most: number;

  constructor(size: number, most = Infinity) {
    this.size = size;
    this.most = most;
  }

  get items(): unknown[] {
    return this.chunks.flat();
  }

  room(): number {
    return this.most - this.items.length >= this.size ? this.size : 0;
  }

  hasRoomFor(items: number): boolean {
    return this.most - this.items.length >= items;
  }

  take(items: unknown[]): void {
    this.chunks.push(items);
    this.onTake();
  }

  ended(failure?: { readonly error: unknown }): void {
    this.endings.push(failure ?? 'done');
  }
}

export function reading(input: Input<unknown>, sink: Sink): InputReader<unknown> {
  const reader = new InputReader(input, sink);
  reader.read();
  return reader;
}

/** Counts up for ever, and notes how far it was asked and whether it was closed. */
export function endless(): Iterable<number> & { asked: number; closings: number } {
  return {
    asked: 0,
    closings: 0,
    [Symbol.iterator]() {
      return {
        next: () => ({ done: false, value: this.asked++ }),
        return: () => {
          this.closings += 1;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

export async function* asyncItems(...items: unknown[]): AsyncGenerator {
  yield* items;
}

/** An asynchronous input whose items come when the test says so. */
export class Channel implements AsyncIterableIterator<unknown> {
  readonly #asked: { resolve: (step: IteratorResult<unknown>) => void; reject: (error: unknown) => void }[] = [];
  closings = 0;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    return new Promise((resolve, reject) => this.#asked.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<unknown>> {
    this.closings += 1;
    return Promise.resolve({ done: true, value: undefined });
  }

  async give(value: unknown): Promise<void> {
    this.#asked.shift()!.resolve({ done: false, value });
    // Two: what the reader puts off by a turn is put off within the first.
    await turn();
    await turn();
  }

  async fail(error: unknown): Promise<void> {
    this.#asked.shift()!.reject(error);
    await turn();
  }
}
