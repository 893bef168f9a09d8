import { afterEach, expect, it, vi } from 'vitest';
import { move } from '../../../dist/index.js';
import { RingStore } from '../../../dist/transport/ring-store.js';
import { fates, fatesOf, LOST, measure } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { block, flags, raise, raised } from '../../shared-flags.ts';
import { watchTransports } from '../../watched-transports.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';
import { linesOf } from './programs.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await terminateOpenPools();
});

const KINDS = ['value', 'throw', 'later', 'large', 'exit'] as const;

itKeeps('every task settles exactly once', async () => {
  const pool = openPool({ workers: 2 });
  const controller = new AbortController();
  const settled = new Array<number>(200).fill(0);
  const calls = settled.map((_, index) => {
    const kind = index % 25 === 24 ? 'exit' : KINDS[index % 4]!;
    const options = index % 7 === 0 ? { signal: controller.signal } : {};
    const count = (): void => void (settled[index] = settled[index]! + 1);
    return pool.applyAsync('fate', [{ kind, value: index }], options).then(count, count);
  });
  await calls[5];
  controller.abort();
  await calls[100];
  await pool.terminate();
  await Promise.all(calls);
  expect(settled).toEqual(settled.map(() => 1));
});

itKeeps('a task starts at most once, or 1 + retries times', async () => {
  for (const retries of [0, 2]) {
    const pool = openPool({ workers: 2, retries }, FAULTS);
    const words = flags(100);
    const others = Array.from({ length: 99 }, (_, index) => pool.apply('runOnce', [words, index + 1]));
    const error = await rejection(pool.apply('raiseThenExit', [words, 3]));
    expect(error).toMatchObject({ code: LOST, attempts: 1 + retries });
    await Promise.all(others);
    expect([...words]).toEqual([1 + retries, ...others.map(() => 1)]);
  }
});

itKeeps('a lost worker costs the item that it was running', async () => {
  const pool = openPool({ workers: 1 });
  await measure(pool, 'exitOn');
  const values = [0, 1, 'exit', 3, 4];
  const expected = values.map((value) => (value === 'exit' ? LOST : value));
  const queued = fates(values.map((value) => pool.apply('exitOn', [value])));
  expect(await fatesOf(pool.imap('exitOn', values, { chunkSize: 5, buffer: 5 }))).toEqual(expected);
  expect(await queued).toEqual(expected);
  const moved = pool.apply('firstOf', [move(new Uint8Array([7]))]);
  expect(await moved).toBe(7);
});

itKeeps('results from before a death are delivered', async () => {
  const pool = openPool({ workers: 1 });
  const words = flags();
  await pool.apply('raiseAtExit', [words]);
  await measure(pool, 'exitOn');
  const calls = [1, 2, 3, 'exit'].map((value) => pool.apply('exitOn', [value]));
  // The worker is dead before this thread reads anything.
  block(words, 0);
  expect(await fates(calls)).toEqual([1, 2, 3, LOST]);
  await expectNextTask(pool);
});

itKeeps('failing starts are bounded', async () => {
  const words = flags(1);
  const restartLimit = { restarts: 3, withinMs: 600_000 };
  const pool = openPool({ workers: 1, restartLimit, initializer: 'failStart', initargs: [words, Infinity] }, FAULTS);
  const open = [pool.ready(), pool.apply('square', [1]), pool.map('square', [1, 2])];
  expect(await fates(open)).toEqual(open.map(() => 'ERR_INITIALIZER_FAILED'));
  expect(await rejection(pool.apply('square', [1]))).toMatchObject({ cause: { message: 'start 0 failed' } });
  expect(words[0]).toBe(4);
});

itKeeps('memory is bounded', async () => {
  const pool = openPool({ workers: 1, queueLimit: 3 });
  const words = flags();
  const held = pool.apply('raiseAndWait', [words, 0, 1]);
  await raised(words);
  const waiting = [1, 2, 3].map((x) => pool.apply('square', [x]));
  const refused = [pool.apply('square', [4]), pool.map('square', [5, 6])];
  expect(await fates(refused)).toEqual(['ERR_QUEUE_FULL', 'ERR_QUEUE_FULL']);
  raise(words, 1);
  expect(await Promise.all(waiting)).toEqual([1, 4, 9]);
  await held;
  let taken = 0;
  function* input(): Generator<number> {
    for (;;) yield (taken += 1);
  }
  const iterator = pool.imap('square', input(), { buffer: 4 });
  await iterator.next();
  expect(taken).toBeLessThanOrEqual(5);
  await iterator.return?.();
  await expectNextTask(pool);
});

itKeeps('terminate() ends in time', async () => {
  const pool = openPool({ workers: 2 }, FAULTS);
  const words = flags();
  const open = [
    pool.apply('neverEnds', ['loop', words]),
    pool.apply('neverEnds', ['wait', words]),
    ...[1, 2, 3].map((x) => pool.apply('square', [x])),
    pool.map('square', [1, 2, 3]),
    pool.imap('square', [1, 2]).next(),
  ];
  const all = fates(open);
  await raised(words, 0, 2);
  const ended = pool.terminate();
  expect(await all).toEqual(open.map(() => 'ERR_POOL_TERMINATED'));
  await ended;
  expect([pool.state, pool.size]).toEqual(['terminated', 0]);
});

itKeeps('an idle pool lets the process end, and open work holds it', async () => {
  const lines = await linesOf(`
    const pool = new Pool(FAULTS, { workers: 2 });
    await pool.map('square', [1, 2, 3]);
    process.once('beforeExit', () => {
      // The pool was idle, so the process would have ended here.
      console.log(pool.state);
      void pool.apply('later', ['held', 20]).then((value) => console.log(value));
    });`);
  expect(lines).toEqual(['running', 'held']);
});

itKeeps('a ring is used again only after its thread has exited', async () => {
  const events: string[] = [];
  const names = new Map<SharedArrayBuffer, number>();
  const { giveBack } = RingStore.prototype;
  vi.spyOn(RingStore.prototype, 'giveBack').mockImplementation(function (this: RingStore, buffer) {
    if (!names.has(buffer)) names.set(buffer, names.size);
    events.push('given back');
    giveBack.call(this, buffer);
  });
  const { Worker } = await import('node:worker_threads');
  const { emit } = Worker.prototype;
  vi.spyOn(Worker.prototype, 'emit').mockImplementation(function (this: typeof Worker.prototype, ...args) {
    if (args[0] === 'exit') events.push('exit');
    return emit.apply(this, args);
  });
  const pool = openPool({ workers: 1 }, FAULTS);
  const words = flags();
  for (let life = 1; life <= 3; life += 1) {
    const lost = rejection(pool.apply('neverEnds', ['loop', words], { timeoutMs: 20 }));
    await raised(words, 0, life);
    expect(await lost).toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
    await expectNextTask(pool);
  }
  await pool.terminate();
  expect(events).toEqual([1, 2, 3, 4].flatMap(() => ['exit', 'given back', 'given back']));
});

itKeeps('a damaged ring costs its worker only', async () => {
  const transports = watchTransports();
  const pool = openPool({ workers: 2 });
  await pool.ready();
  const words = flags();
  const running = fates([0, 0].map(() => pool.apply('raiseAndWait', [words, 0, 1])));
  await raised(words, 0, 2);
  const [transport] = transports;
  // TAIL: further ahead than the ring is long.
  new Int32Array(transport!.outRing)[32]! += 2 ** 20;
  // The next look into the ring finds it; the other worker is still busy.
  await expectNextTask(pool);
  raise(words, 1);
  const all = await running;
  expect(all.filter((fate) => fate === LOST)).toHaveLength(1);
  expect(all.filter((fate) => typeof fate === 'number')).toHaveLength(1);
  await expectNextTask(pool);
});

itKeeps('what callbacks throw is theirs alone', async () => {
  const pool = openPool();
  const throwing = {
    get x(): never {
      throw new Error('of a getter');
    },
  };
  const input = {
    [Symbol.iterator](): Iterator<number> {
      throw new Error('of the input');
    },
  };
  const others = pool.map('square', [1, 2, 3]);
  const failed = [
    pool.apply('echo', [throwing]),
    pool.map('square', input),
    pool.imap('square', input).next(),
    pool.apply('square', [1]).then(() => {
      throw new Error('of a reaction');
    }),
  ];
  const messages = (await Promise.all(failed.map(rejection))).map((error) => (error as Error).message);
  expect(messages).toEqual(['of a getter', 'of the input', 'of the input', 'of a reaction']);
  expect(await others).toEqual([1, 4, 9]);
  await expectNextTask(pool);
});

itKeeps('an ended pool leaves nothing behind', async () => {
  for (const end of ['close', 'terminate']) {
    const lines = await linesOf(`
      import { readdirSync } from 'node:fs';
      const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
      const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);
      const descriptors = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
      const state = () => JSON.stringify([process.getActiveResourcesInfo(), listeners(), threads(), descriptors()]);
      const usePool = async () => {
        const pool = new Pool(FAULTS, { workers: 2 });
        await pool.map('square', [1, 2, 3]);
        await pool.apply('fail', ['wrong']).catch(() => {});
        await pool.apply('exit', [1]).catch(() => {});
        await pool.imap('square', [1, 2, 3], { buffer: 1 }).next();
        await pool.apply('echo', [new SharedArrayBuffer(8)], { signal: new AbortController().signal, timeoutMs: 60_000 });
        // Node itself leaves files open when a thread is ended while it loads modules.
        await pool.ready();
        await pool.${end}();
        await new Promise((resolve) => setImmediate(resolve));
      };
      await usePool();
      const before = state();
      for (let round = 0; round < 3; round += 1) await usePool();
      console.log(state() === before ? 'the same' : before + state());`);
    expect(lines).toEqual(['the same']);
  }
});

it('lost with its worker are values that moved there', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  const words = flags();
  await pool.ready();
  const lost = pool.apply('raiseThenExit', [words, 3]);
  // It goes to a worker with nothing ahead of it only, so it is not lost with the one that dies.
  const moved = pool.apply('firstOf', [move(new Uint8Array([7]))]);
  expect(await fates([lost, moved])).toEqual([LOST, 7]);
});
