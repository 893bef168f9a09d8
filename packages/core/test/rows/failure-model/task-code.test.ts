import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { Pool } from '../../../dist/index.js';
import { fates, LOST } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { flags } from '../../shared-flags.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';
import { linesOf, runFaulty } from './programs.ts';

afterEach(terminateOpenPools);

itKeeps('a task throws or rejects', async () => {
  const pool = openPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const thrown = await rejection(pool.apply('failOdd', [1]));
  expect(thrown).toBeInstanceOf(RangeError);
  expect(thrown).toMatchObject({ message: 'odd: 1', stack: expect.stringContaining('kernels.mjs') as string });
  expect(await rejection(pool.apply('failLater', ['later']))).toMatchObject({ name: 'Error', message: 'later' });
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('a task throws what is no error', async () => {
  const pool = openPool({ workers: 1 });
  for (const value of [null, undefined, 'text', 0, false])
    expect(await rejection(pool.apply('throwValue', [value]))).toBe(value);
  for (const kind of ['symbol', 'function'])
    expect(await rejection(pool.apply('throwUnsendable', [kind]))).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' });
  await expectNextTask(pool);
});

itKeeps('an error with a cause, properties, and a getter that throws', async () => {
  const pool = openPool({ workers: 1 });
  const rich = await rejection(pool.apply('throwRich'));
  expect(rich).toBeInstanceOf(TypeError);
  expect(rich).toMatchObject({ message: 'outer', code: 'E_RICH', details: { retry: [1, 2] } });
  expect((rich as Error).cause).toBeInstanceOf(RangeError);
  expect(await rejection(pool.apply('throwAggregate'))).toMatchObject({
    errors: [{ message: 'one' }, { message: 'two' }],
  });
  const withGetter = await rejection(pool.apply('throwWithGetter'));
  expect(withGetter).toMatchObject({ message: 'has a getter' });
  expect(Object.keys(withGetter as Error)).toEqual([]);
  await expectNextTask(pool);
});

/** What a pool tells of errors that belong to no task. */
function listen(pool: Pool): unknown[] {
  const errors: unknown[] = [];
  pool.on('workerError', (error) => errors.push(error));
  return errors;
}

/** Waits until the pool has told so many errors; it is idle meanwhile. */
async function told(errors: readonly unknown[], count: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (errors.length < count) {
    if (performance.now() > deadline) throw new Error(`Expected ${count} errors to be told, got ${errors.length}.`);
    await turn();
  }
}

itKeeps('a rejection that nobody handles', async () => {
  const pool = openPool({ workers: 1 });
  const errors = listen(pool);
  const thread = await pool.apply('thread');
  for (const reason of [new RangeError('left over'), 'text', null, 'null prototype']) {
    expect(await pool.apply('rejectAside', [reason])).toBe('returned');
    await told(errors, errors.length + 1);
  }
  expect(errors).toMatchObject([{ name: 'RangeError', message: 'left over' }, 'text', null, {}]);
  expect(await pool.apply('thread')).toBe(thread);
});

it('a rejection that nobody handles is a warning of the process when nobody listens', async () => {
  const lines = await linesOf(
    `const pool = new Pool(FAULTS, { workers: 1 });
    let text;
    process.on('warning', (warning) => { text = warning.message; });
    await pool.apply('rejectAside', [new Error('left over')]);
    while (text === undefined) await pool.apply('later', [0]);
    console.log(text.includes('left over'), await pool.apply('square', [3]));`,
    ['--no-warnings'],
  );
  expect(lines).toEqual(['true 9']);
});

itKeeps('an exception outside any task', async () => {
  const pool = openPool({ workers: 1 });
  const errors = listen(pool);
  const calls = [pool.apply('throwInTimer', ['in a timer']), pool.apply('square', [2])];
  expect(await rejection(calls[0]!)).toMatchObject({
    code: LOST,
    exitCode: 1,
    cause: { message: 'in a timer' },
    message: expect.stringContaining('in a timer') as string,
  });
  expect(await calls[1]).toBe(4);
  await told(errors, 1);
  expect(errors).toMatchObject([{ message: 'in a timer' }]);
});

itKeeps('process.exit() in a task', async () => {
  const pool = openPool({ workers: 1 });
  const calls = [1, 2, 'exit', 3].map((value) => pool.apply('exitOn', [value]));
  expect(await fates(calls)).toEqual([1, 2, LOST, 3]);
  expect(await rejection(calls[2]!)).toMatchObject({ exitCode: 3, attempts: 1 });
  await expectNextTask(pool);
});

itKeeps('a task that does not end', async () => {
  const pool = openPool({ workers: 1 }, FAULTS);
  for (const way of ['loop', 'regular expression', 'wait']) {
    const thread = await pool.apply('thread');
    const calls = [pool.apply('neverEnds', [way, flags()], { timeoutMs: 50 }), pool.apply('square', [3])];
    expect(await fates(calls)).toEqual(['ERR_TASK_TIMEOUT', 9]);
    expect(await pool.apply('thread')).not.toBe(thread);
  }
});

/** A program whose threads may be such that Node cannot end them: it ends itself as only a signal does. */
async function linesUntilKilled(source: string): Promise<readonly string[]> {
  const outcome = await runFaulty(`${source}\nprocess.kill(process.pid, 'SIGKILL');`);
  expect(outcome).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  return outcome.stdout.trimEnd().split('\n');
}

itKeeps('a loop that Node cannot stop', async () => {
  // In some versions of Node the thread ends after all: then there is no zombie, and all else is the same.
  const lines = await linesUntilKilled(
    `import { once } from 'node:events';
    const pool = new Pool(FAULTS, { workers: 2, terminateTimeoutMs: 500 });
    let told = 0;
    pool.on('zombie', () => { told += 1; });
    const lost = once(pool, 'workerLost');
    const words = new Int32Array(new SharedArrayBuffer(8));
    const settled = await pool.apply('neverStops', [words], { timeoutMs: 300 }).catch((error) => error.code);
    console.log(settled, await pool.apply('square', [3]), pool.state);
    await lost;
    await pool.ready();
    console.log(told === pool.stats().zombies, told <= 1, pool.size, String(await pool.map('square', [1, 2, 3, 4])));
    await pool.terminate();
    console.log(pool.state);`,
  );
  expect(lines).toEqual(['ERR_TASK_TIMEOUT 9 running', 'true true 2 1,4,9,16', 'terminated']);
});

it('a loop that Node cannot stop does not keep terminate() from ending', async () => {
  const lines = await linesUntilKilled(
    `const pool = new Pool(FAULTS, { workers: 1, terminateTimeoutMs: 500 });
    let told = 0;
    pool.on('zombie', () => { told += 1; });
    const words = new Int32Array(new SharedArrayBuffer(8));
    const stuck = pool.apply('neverStops', [words]).catch((error) => error.code);
    while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    await pool.terminate();
    console.log(await stuck, pool.state, told === pool.stats().zombies, told <= 1);`,
  );
  expect(lines).toEqual(['ERR_POOL_TERMINATED terminated true true']);
});

itKeeps('a system call that blocks', async () => {
  const lines = await linesOf(`
    import { execFileSync } from 'node:child_process';
    import { once } from 'node:events';
    import { closeSync, openSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const pipe = fileURLToPath(new URL('pipe', import.meta.url));
    execFileSync('mkfifo', [pipe]);
    const pool = new Pool(FAULTS, { workers: 2, terminateTimeoutMs: 200 });
    const told = once(pool, 'zombie');
    console.log(await pool.apply('read', [pipe], { timeoutMs: 50 }).catch((error) => error.code));
    await told;
    console.log(pool.state, pool.stats().zombies, await pool.apply('square', [3]));

    const small = new Pool(FAULTS, { workers: 1, terminateTimeoutMs: 200 });
    const smallTold = once(small, 'zombie');
    console.log(await small.apply('read', [pipe], { timeoutMs: 50 }).catch((error) => error.code));
    await smallTold;
    console.log(await small.apply('square', [3]).catch((error) => error.code), small.state);

    closeSync(openSync(pipe, 'w'));`);
  expect(lines).toEqual(['ERR_TASK_TIMEOUT', 'running 1 9', 'ERR_TASK_TIMEOUT', 'ERR_POOL_BROKEN broken']);
});

itKeeps('a task that needs too much memory', async () => {
  const outcome = await runFaulty(`
    const pool = new Pool(FAULTS, { workers: 1, resourceLimits: { maxOldGenerationSizeMb: 20, maxYoungGenerationSizeMb: 4 } });
    const error = await pool.apply('useUpMemory').catch((reason) => reason);
    console.log(error.code, error.cause.code, await pool.apply('square', [3]));`);
  // Node itself may not survive it: then nobody can.
  if (/FATAL ERROR|Fatal process/.test(outcome.stderr)) expect(outcome.code).not.toBe(0);
  else expect(outcome).toMatchObject({ code: 0, stdout: 'ERR_WORKER_LOST ERR_WORKER_OUT_OF_MEMORY 9\n', stderr: '' });
});

itKeeps('a stack that overflows', async () => {
  const pool = openPool({ workers: 1 });
  const thread = await pool.apply('thread');
  expect(await rejection(pool.apply('overflow'))).toBeInstanceOf(RangeError);
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('a stack too small for a thread', async () => {
  for (const stackSizeMb of [0.5, 0, -1, NaN])
    expect(() => openPool({ resourceLimits: { stackSizeMb } })).toThrow(
      `Expected \`resourceLimits.stackSizeMb\` to be at least 1, got ${stackSizeMb}.`,
    );
  await expectNextTask(openPool({ resourceLimits: { stackSizeMb: 1 } }));
});

itKeeps('a child process that a task started', async () => {
  const lines = await linesOf(`
    import { execFileSync } from 'node:child_process';
    import { readFile, writeFile } from 'node:fs/promises';
    import { fileURLToPath } from 'node:url';
    const pipes = ['to', 'from'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
    execFileSync('mkfifo', pipes);
    const pool = new Pool(FAULTS, { workers: 1 });
    await pool.apply('startRelay', pipes);
    await pool.terminate();
    const [text] = await Promise.all([readFile(pipes[1], 'utf8'), writeFile(pipes[0], 'alive')]);
    console.log(pool.state, text);`);
  expect(lines).toEqual(['terminated alive']);
});
