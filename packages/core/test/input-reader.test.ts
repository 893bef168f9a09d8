import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Input, InputReader } from '../src/input-reader.ts';
import { asyncItems, Channel, endless, reading, Sink } from './read-inputs.ts';

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
