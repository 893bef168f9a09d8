import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Input, InputReader, type InputSink } from '../src/input-reader.ts';

/** Takes chunks of `size`, as long as it holds fewer than `most` items. */
class Sink implements InputSink<unknown> {
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

function reading(input: Input<unknown>, sink: Sink): InputReader<unknown> {
  const reader = new InputReader(input, sink);
  reader.read();
  return reader;
}

/** Counts up for ever, and notes how far it was asked and whether it was closed. */
function endless(): Iterable<number> & { asked: number; closings: number } {
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

async function* asyncItems(...items: unknown[]): AsyncGenerator {
  yield* items;
}

/** An asynchronous input whose items come when the test says so. */
class Channel implements AsyncIterableIterator<unknown> {
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

describe('a synchronous input', () => {
  it('is read in whole chunks, the last one shorter', () => {
    const sink = new Sink(3);
    reading([1, 2, 3, 4, 5, 6, 7], sink);
    expect(sink.chunks).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(sink.endings).toEqual(['done']);
  });

  it('gives no chunk when it is empty', () => {
    const sink = new Sink(3);
    reading([], sink);
    expect(sink.chunks).toEqual([]);
    expect(sink.endings).toEqual(['done']);
  });

  it('is read within the call', () => {
    const sink = new Sink(1, 4);
    reading(endless(), sink);
    expect(sink.items).toEqual([0, 1, 2, 3]);
  });

  it('is asked for no item more than there is room for', () => {
    const input = endless();
    const sink = new Sink(3, 10);
    reading(input, sink);
    expect(input.asked).toBe(9);
    expect(sink.endings).toEqual([]);
  });

  it('is read on when there is room again', () => {
    const input = endless();
    const sink = new Sink(2, 4);
    const reader = reading(input, sink);
    sink.most = 8;
    reader.read();
    expect(sink.items).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('may be read again from inside', () => {
    const sink = new Sink(1, 3);
    const reader = new InputReader(endless(), sink);
    sink.onTake = () => reader.read();
    reader.read();
    expect(sink.items).toEqual([0, 1, 2]);
  });

  it('tells its error after the items before it', () => {
    const sink = new Sink(2);
    const wrong = new Error('no third');
    reading(
      (function* () {
        yield 1;
        yield 2;
        yield 3;
        throw wrong;
      })(),
      sink,
    );
    expect(sink.chunks).toEqual([[1, 2], [3]]);
    expect(sink.endings).toEqual([{ error: wrong }]);
  });

  it.each([[undefined], [null], ['text']])('tells that it threw %j', (thrown) => {
    const sink = new Sink(1);
    reading(
      {
        [Symbol.iterator]: () => ({
          next: () => {
            throw thrown;
          },
        }),
      },
      sink,
    );
    expect(sink.endings).toEqual([{ error: thrown }]);
  });

  it('is not read after its end', () => {
    let asked = 0;
    const sink = new Sink(1);
    const reader = reading(
      {
        [Symbol.iterator]: () => ({
          next: () => {
            asked += 1;
            return { done: true, value: undefined };
          },
        }),
      },
      sink,
    );
    reader.read();
    reader.read();
    expect(asked).toBe(1);
    expect(reader.hasEnded).toBe(true);
    expect(sink.endings).toEqual(['done']);
  });

  it('may stop the reading while it gives an item', () => {
    const sink = new Sink(3);
    const readers: InputReader<unknown>[] = [];
    readers[0] = new InputReader(
      (function* () {
        yield 1;
        yield 2;
        yield 3;
        readers[0]!.stop();
        yield 4;
      })(),
      sink,
    );
    readers[0].read();
    expect(sink.items).toEqual([1, 2, 3]);
    expect(sink.endings).toEqual([]);
  });
});

describe('an asynchronous input', () => {
  it('is read in order to its end', async () => {
    const sink = new Sink(1);
    reading(asyncItems('a', 'b', 'c'), sink);
    await turn();
    expect(sink.items).toEqual(['a', 'b', 'c']);
    expect(sink.endings).toEqual(['done']);
  });

  it('fills whole chunks while its items come without delay', async () => {
    const sink = new Sink(2);
    reading(asyncItems(1, 2, 3, 4, 5), sink);
    await turn();
    expect(sink.chunks).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('has what it gave sent while the next item is waited for', async () => {
    const sink = new Sink(3);
    const input = new Channel();
    reading(input, sink);
    await input.give('first');
    expect(sink.chunks).toEqual([['first']]);
    await input.give('second');
    expect(sink.chunks).toEqual([['first'], ['second']]);
  });

  it('is asked for one item at a time', async () => {
    const sink = new Sink(1);
    const input = new Channel();
    const reader = reading(input, sink);
    reader.read();
    reader.read();
    await input.give(1);
    expect(sink.items).toEqual([1]);
  });

  it('is not asked for more than there is room for', async () => {
    let asked = 0;
    const sink = new Sink(2, 4);
    const reader = reading(
      (async function* () {
        for (;;) yield (asked += 1);
      })(),
      sink,
    );
    await turn();
    expect(asked).toBe(4);
    sink.most = 6;
    reader.read();
    await turn();
    expect(asked).toBe(6);
  });

  it('is preferred where an input is iterable both ways', async () => {
    const sink = new Sink(1);
    reading(
      {
        [Symbol.iterator]: (): Iterator<string> => ['sync'].values(),
        [Symbol.asyncIterator]: () => asyncItems('async'),
      },
      sink,
    );
    await turn();
    expect(sink.items).toEqual(['async']);
  });

  it('tells its rejection after the items before it', async () => {
    const sink = new Sink(5);
    const input = new Channel();
    const wrong = new Error('line is dead');
    reading(input, sink);
    await input.give(1);
    await input.fail(wrong);
    expect(sink.items).toEqual([1]);
    expect(sink.endings).toEqual([{ error: wrong }]);
  });

  it('gives nothing more when it was stopped while an item was waited for', async () => {
    const sink = new Sink(1);
    const input = new Channel();
    const reader = reading(input, sink);
    reader.stop();
    await input.give('late');
    expect(sink.items).toEqual([]);
    expect(sink.endings).toEqual([]);
  });

  it('ends silently when it rejects after it was stopped', async () => {
    const sink = new Sink(1);
    const input = new Channel();
    const reader = reading(input, sink);
    reader.stop();
    await input.fail(new Error('late'));
    expect(sink.endings).toEqual([]);
  });
});

describe('finishing', () => {
  it('sends what was taken, and takes no more', async () => {
    const sink = new Sink(5);
    const input = new Channel();
    const reader = reading(input, sink);
    await input.give(1);
    sink.chunks.length = 0;
    const given = input.give(2);
    // All reactions have run then, but no turn of the loop that would send what is there.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    reader.finish();
    expect(sink.chunks).toEqual([[2]]);
    await given;
    await input.give(3);
    expect(sink.items).toEqual([2]);
    expect(sink.endings).toEqual([]);
  });

  it('sends the part of a chunk that an input had given when it asked for the end', () => {
    const sink = new Sink(10);
    const readers: InputReader<unknown>[] = [];
    readers[0] = new InputReader(
      (function* () {
        yield 1;
        yield 2;
        readers[0]!.finish();
        yield 3;
      })(),
      sink,
    );
    readers[0].read();
    expect(sink.chunks).toEqual([[1, 2]]);
  });
});

describe('closing', () => {
  it('closes the input, once', async () => {
    const input = endless();
    const reader = reading(input, new Sink(1, 1));
    await reader.close();
    await reader.close();
    expect(input.closings).toBe(1);
    expect(reader.hasEnded).toBe(true);
  });

  it('runs the `finally` of a generator', async () => {
    const steps: string[] = [];
    const reader = reading(
      (function* () {
        try {
          yield 1;
        } finally {
          steps.push('closed');
        }
      })(),
      new Sink(1, 1),
    );
    await reader.close();
    expect(steps).toEqual(['closed']);
  });

  it('waits for an asynchronous input to be closed', async () => {
    const input = new Channel();
    const reader = reading(input, new Sink(1));
    await reader.close();
    expect(input.closings).toBe(1);
  });

  it('closes nothing that has ended by itself', async () => {
    let closings = 0;
    const reader = reading(
      {
        [Symbol.iterator]: () => ({
          next: () => ({ done: true, value: undefined }),
          return: () => {
            closings += 1;
            return { done: true, value: undefined };
          },
        }),
      },
      new Sink(1),
    );
    await reader.close();
    expect(closings).toBe(0);
  });

  it('asks nothing of an input that cannot be closed', async () => {
    const reader = reading({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) }, new Sink(1, 1));
    await expect(reader.close()).resolves.toBeUndefined();
  });
});

it.each([
  [42, 'number'],
  [null, 'null'],
  [undefined, 'undefined'],
  [{}, 'object'],
])('refuses %j, which cannot be iterated', (input, shown) => {
  expect(() => new InputReader(input as Input<unknown>, new Sink(1))).toThrow(
    new TypeError(`Expected \`iterable\` to be iterable or async iterable, got ${shown}.`),
  );
});
