import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerLostError } from '../../dist/index.js';
import { fates, fatesOf, LOST, measure } from '../fates.ts';
import { openPool, terminateOpenPools } from '../open-pools.ts';
import { rejection } from '../rejection.ts';
import { block, flags, raise } from '../shared-flags.ts';

afterEach(terminateOpenPools);

describe('process.exit in a task', () => {
  it('loses that task, and tells the exit code', async () => {
    const pool = openPool({ workers: 1 });
    const error = await rejection(pool.apply('exit', [7]));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error).toMatchObject({ code: LOST, exitCode: 7, attempts: 1 });
    expect((error as Error).message).toBe('The worker died with exit code 7 while it was running this task');
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it('loses that task when it awaits', async () => {
    const pool = openPool({ workers: 1 });
    const calls = [pool.apply('exitLater', [5]), pool.apply('square', [2])];
    expect(await fates(calls)).toEqual([LOST, 4]);
  });

  it('loses nothing of what waits behind it in the ring', async () => {
    const pool = openPool({ workers: 1 });
    await measure(pool, 'exitOn');
    const values = [1, 2, 'exit', 3, 4, 'exit', 5, 6, 7, 8];
    expect(await fates(values.map((value) => pool.apply('exitOn', [value])))).toEqual(
      values.map((value) => (value === 'exit' ? LOST : value)),
    );
  });

  it('loses nothing of what waits in the backlog', async () => {
    const pool = openPool({ workers: 2, ringBytes: 4096 });
    const values = Array.from({ length: 500 }, (_, index) => (index % 100 === 7 ? 'exit' : index));
    expect(await fates(values.map((value) => pool.apply('exitOn', [value])))).toEqual(
      values.map((value) => (value === 'exit' ? LOST : value)),
    );
  });

  it.each<[string, unknown[]]>([
    ['numbers', [0, 1, 2, 3, 'exit', 5, 6, 7]],
    ['objects', [{ a: 0 }, { a: 1 }, { exit: true }, { a: 3 }]],
    ['large values', ['x'.repeat(10_000), 'y'.repeat(10_000), 'exit', 'z'.repeat(10_000)]],
    ['the first item', ['exit', 1, 2, 3]],
    ['the last item', [0, 1, 2, 'exit']],
    ['several items', ['exit', 1, 'exit', 'exit', 4, 'exit']],
  ])('loses one item of a chunk, and keeps those before and behind it: %s', async (_name, values) => {
    const pool = openPool({ workers: 1, restartLimit: { restarts: 0, withinMs: 60_000 } });
    const all = await fatesOf(pool.imap('exitOn', values, { chunkSize: values.length, buffer: values.length }));
    expect(all).toEqual(
      values.map((value) => (value === 'exit' || (value as { exit?: boolean }).exit === true ? LOST : value)),
    );
  });

  it('loses one item of a chunk of numbers', async () => {
    const pool = openPool({ workers: 1 });
    const all = await fatesOf(pool.imap('exitOnSeven', [1, 3, 5, 7, 9, 11], { chunkSize: 6 }));
    expect(all).toEqual([1, 3, 5, LOST, 9, 11]);
  });

  it('loses one item of a chunk that awaits', async () => {
    const pool = openPool({ workers: 1 });
    const all = await fatesOf(pool.imap('awaitOrExit', [1, 2, 'exit', 3, 4], { chunkSize: 5 }));
    expect(all).toEqual([1, 2, LOST, 3, 4]);
  });

  it('makes a map reject with the item that was lost, after all others ran', async () => {
    const pool = openPool({ workers: 2 });
    const words = flags(1);
    const error = await rejection(
      pool.map('raiseOrExit', [words, words, 'exit', words, words, words], { chunkSize: 6 }),
    );
    expect(error).toMatchObject({ code: LOST, taskIndex: 2 });
    expect(words[0]).toBe(5);
  });

  it('never breaks the pool, however often it happens', async () => {
    const pool = openPool({ workers: 1, restartLimit: { restarts: 1, withinMs: 60_000 } });
    for (let life = 0; life < 8; life += 1) {
      expect(await rejection(pool.apply('exit', [life]))).toMatchObject({ exitCode: life });
    }
    expect(await pool.apply('square', [2])).toBe(4);
    expect(pool.state).toBe('running');
  });

  it('gives each lost task an error of its own', async () => {
    const pool = openPool({ workers: 2 });
    const errors = await Promise.all(Array.from({ length: 6 }, () => rejection(pool.apply('exit', [1]))));
    expect(new Set(errors).size).toBe(6);
  });

  it('lets a pool close after it', async () => {
    const pool = openPool({ workers: 1 });
    const calls = [
      pool.apply('exit', [1]),
      pool.apply('square', [2]),
      pool.apply('exit', [1]),
      pool.apply('square', [3]),
    ];
    const closed = pool.close();
    expect(await fates(calls)).toEqual([LOST, 4, LOST, 9]);
    await closed;
    expect(pool.state).toBe('closed');
  });
});

describe.each(['exitWhenRaised', 'throwWhenRaised'])('a worker that dies while it is idle (%s)', (leave) => {
  it('is replaced, and nothing is lost', async () => {
    const pool = openPool({ workers: 1, restartLimit: { restarts: 0, withinMs: 60_000 } });
    const words = flags();
    await pool.apply(leave, [words]);
    const thread = await pool.apply('thread');
    raise(words);
    while (Atomics.load(words, 1) === 0) await turn();
    expect(await pool.apply('square', [3])).toBe(9);
    expect(await pool.apply('thread')).not.toBe(thread);
  });

  it('has what was sent to it before anyone noticed run elsewhere', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    await pool.apply(leave, [words]);
    raise(words);
    // The event loop does not turn here: the pool cannot know yet.
    block(words, 1);
    const calls = [1, 2, 3].map((x) => pool.apply('square', [x]));
    const mapped = pool.map('square', [4, 5, 6], { chunkSize: 3 });
    const large = pool.apply('sum', [new Uint8Array(100_000).fill(1)]);
    const shared = pool.apply('raise', [flags(1)]);
    expect(await Promise.all([...calls, mapped, large, shared])).toEqual([1, 4, 9, [16, 25, 36], 100_000, 1]);
  });
});

describe('results from before a death', () => {
  it('are delivered though nobody had read them', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    await pool.apply('raiseAtExit', [words]);
    await measure(pool, 'exitOn');
    const calls = [1, 2, 3, 'exit'].map((value) => pool.apply('exitOn', [value]));
    block(words, 0);
    expect(await fates(calls)).toEqual([1, 2, 3, LOST]);
  });

  it('are delivered though the worker had not published them', async () => {
    const pool = openPool({ workers: 1 });
    const values = [...Array.from({ length: 200 }, (_, x) => x), 'exit', 'behind'];
    const all = await fatesOf(pool.imap('exitOn', values, { chunkSize: values.length, buffer: values.length }));
    expect(all).toEqual(values.map((value) => (value === 'exit' ? LOST : value)));
  });
});
