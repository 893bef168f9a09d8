import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, vi } from 'vitest';
import { TaskAbortedError } from '../../../dist/index.js';
import { fates } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { flags, raise, raised } from '../../shared-flags.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';

afterEach(terminateOpenPools);

const ABORTED = 'ABORT_ERR';

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

itKeeps('a signal that has fired before the call', async () => {
  const pool = openPool({ workers: 1 });
  const words = flags();
  const signal = AbortSignal.abort('too late');
  const error = await rejection(pool.apply('raise', [words], { signal }));
  expect(error).toBeInstanceOf(TaskAbortedError);
  expect(error).toMatchObject({ name: 'AbortError', code: ABORTED, cause: 'too late' });
  const mapped = [pool.map('raise', [words], { signal }), pool.imap('raise', [words], { signal }).next()];
  expect(await fates(mapped)).toEqual([ABORTED, ABORTED]);
  await expectNextTask(pool);
  expect(words[0]).toBe(0);
  expect(listeners(signal)).toBe(0);
});

itKeeps('a signal that fires while the task waits', async () => {
  const pool = openPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const words = flags(3);
  const held = pool.apply('raiseAndWait', [words, 0, 1]);
  await raised(words);
  const controller = new AbortController();
  const { signal } = controller;
  // The first of them lie in the ring of the worker, which is busy; the rest do not find room there.
  const waiting = Array.from({ length: 3000 }, () => pool.apply('raise', [words, 2], { signal }));
  const others = [1, 2, 3].map((x) => pool.apply('square', [x]));
  controller.abort();
  // The worker is still held: nothing of this needs it.
  expect(new Set(await fates(waiting))).toEqual(new Set([ABORTED]));
  raise(words, 1);
  expect(await Promise.all([held, ...others])).toEqual([expect.any(Number), 1, 4, 9]);
  expect(await pool.apply('thread')).toBe(thread);
  expect(words[2]).toBe(0);
  expect(listeners(signal)).toBe(0);
});

itKeeps('a signal that fires while the task runs', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  const thread = await pool.apply('thread');
  const words = flags();
  const controller = new AbortController();
  const running = rejection(pool.apply('neverEnds', ['loop', words], { signal: controller.signal }));
  const behind = pool.apply('square', [2]);
  await raised(words);
  controller.abort(new Error('not needed any more'));
  expect(await running).toMatchObject({ code: ABORTED, cause: { message: 'not needed any more' } });
  expect(await behind).toBe(4);
  const replaced = await pool.apply('thread');
  expect(replaced).not.toBe(thread);

  const polite = new AbortController();
  const ending = rejection(pool.apply('untilAborted', [words], { signal: polite.signal, graceMs: 60_000 }));
  await raised(words, 0, 2);
  polite.abort();
  expect(await ending).toMatchObject({ code: ABORTED });
  expect(await pool.apply('thread')).toBe(replaced);
});

itKeeps('a signal that fires when all is over', async () => {
  const pool = openPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const controller = new AbortController();
  const { signal } = controller;
  expect(await pool.apply('square', [2], { signal })).toBe(4);
  expect(await pool.map('square', [2, 3], { signal })).toEqual([4, 9]);
  expect(listeners(signal)).toBe(0);
  controller.abort();
  await turn();
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('10,000 tasks on one signal', async () => {
  const pool = openPool({ workers: 2 });
  const warnings = vi.fn<(warning: Error) => void>();
  process.on('warning', warnings);
  const controller = new AbortController();
  const { signal } = controller;
  const calls = Array.from({ length: 10_000 }, (_, x) => pool.apply('square', [x], { signal }));
  expect(listeners(signal)).toBe(1);
  expect((await Promise.all(calls)).reduce((sum: number, value) => sum + (value as number), 0)).toBe(333_283_335_000);
  expect(listeners(signal)).toBe(0);
  const words = flags();
  const held = Array.from({ length: 10_000 }, () => pool.apply('waitFor', [words], { signal }));
  controller.abort();
  expect(new Set(await fates(held))).toEqual(new Set([ABORTED]));
  expect(listeners(signal)).toBe(0);
  await turn();
  process.off('warning', warnings);
  expect(warnings).not.toHaveBeenCalled();
  await expectNextTask(pool);
});

itKeeps('a limit of Infinity, or above 2³¹ − 1 ms', async () => {
  const pool = openPool({ workers: 1, taskTimeoutMs: Infinity, startTimeoutMs: Infinity, terminateTimeoutMs: 2 ** 40 });
  for (const timeoutMs of [Infinity, 2 ** 31, 2 ** 40]) {
    expect(await pool.apply('later', ['done', 20], { timeoutMs, graceMs: timeoutMs })).toBe('done');
    expect(await pool.applyAsync('later', ['done', 20]).get(timeoutMs)).toBe('done');
    expect((await pool.imap('later', ['done', 'done']).next(timeoutMs)).value).toBe('done');
  }
  await expectNextTask(pool);
});
