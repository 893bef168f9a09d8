import { describe, expect, it } from 'vitest';
import { InputReader } from '../src/input-reader.ts';
import { Channel, endless, reading, Sink } from './read-inputs.ts';

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
