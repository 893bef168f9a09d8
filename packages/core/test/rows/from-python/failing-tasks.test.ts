import { afterEach, expect } from 'vitest';
import { SerializationError, WorkerLostError } from '../../../dist/index.js';
import { terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { runProgram } from '../../run-program.ts';
import { itKeeps } from '../keeps.ts';
import { newFlags, openRowsPool, range } from './rows-pool.ts';

afterEach(terminateOpenPools);

itKeeps('a worker is killed, or a task exits', async () => {
  const pool = openRowsPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const calls = [pool.apply('exit', [7]), pool.apply('square', [3])];
  expect(await rejection(calls[0]!)).toBeInstanceOf(WorkerLostError);
  expect(await rejection(calls[0]!)).toMatchObject({ exitCode: 7, attempts: 1 });
  expect(await calls[1]).toBe(9);
  expect(await pool.apply('thread')).not.toBe(thread);

  const flags = newFlags();
  const items = range(6).map((x) => ({ flags, exits: x === 2 }));
  const error = await rejection(pool.map('countOrExit', items, { chunkSize: 6 }));
  expect(error).toMatchObject({ code: 'ERR_WORKER_LOST', exitCode: 9, taskIndex: 2 });
  expect(Atomics.load(flags, 0)).toBe(5);
  expect([await pool.apply('square', [3]), pool.size]).toEqual([9, 1]);
});

itKeeps('a task throws what is no Error', async () => {
  const pool = openRowsPool({ workers: 1 });
  const thread = await pool.apply('thread');
  for (const thrown of [null, undefined, 0, '', 'text', 7n, { is: 'no error' }, [1, 2]]) {
    expect(await rejection(pool.apply('throwValue', [thrown]))).toEqual(thrown);
  }
  for (const kind of ['symbol', 'function']) {
    expect(await rejection(pool.apply('throwUnsendable', [kind]))).toBeInstanceOf(SerializationError);
  }
  expect(await rejection(pool.map('throwValue', [null, 1]))).toBe(null);
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('a result cannot be sent', async () => {
  const pool = openRowsPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const error = await rejection(pool.apply('unsendable', ['function']));
  expect(error).toBeInstanceOf(SerializationError);
  expect((error as Error).message).toContain('result.deep[0]');
  for (const kind of ['symbol', 'weak']) {
    expect(await rejection(pool.apply('unsendable', [kind]))).toBeInstanceOf(SerializationError);
  }
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('a result cannot be read by the caller', async () => {
  const pool = openRowsPool({ workers: 1 });
  const thread = await pool.apply('thread');
  const calls = [pool.apply('square', [2]), pool.apply('unreadable'), pool.apply('square', [3])];
  expect(await rejection(calls[1]!)).toBeInstanceOf(SerializationError);
  expect([await calls[0], await calls[2]]).toEqual([4, 9]);
  const outcomes = await pool.mapSettled('readableWhenEven', range(4), { chunkSize: 4 });
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(() => pool.applySync('unreadable')).toThrow(SerializationError);
  expect(await pool.apply('thread')).toBe(thread);
});

itKeeps('an argument cannot be sent', async () => {
  const pool = openRowsPool({ workers: 1 });
  const calls = [pool.apply('square', [2]), pool.apply('echo', [{ f: () => 1 }]), pool.apply('square', [3])];
  const error = await rejection(calls[1]!);
  expect(error).toBeInstanceOf(SerializationError);
  expect((error as Error).message).toContain('args[0].f');
  expect([await calls[0], await calls[2]]).toEqual([4, 9]);
  expect(await rejection(pool.map('echo', [1, Symbol('no'), 3]))).toMatchObject({
    code: 'ERR_NOT_SERIALIZABLE',
    taskIndex: 1,
  });
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('what an error brings along', async () => {
  const pool = openRowsPool({ workers: 1 });
  const error = await rejection(pool.apply('throwRich'));
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({
    name: 'TypeError',
    message: 'outer',
    code: 'E_RICH',
    details: { retry: [1, 2] },
    stack: expect.stringMatching(/throwRich.*kernels\.mjs/) as string,
    cause: { name: 'RangeError', message: 'inner' },
  });
  expect((error as Error).cause).toBeInstanceOf(RangeError);
  const several = (await rejection(pool.apply('throwAggregate'))) as AggregateError;
  expect(several.errors).toMatchObject([{ message: 'one' }, { message: 'two' }]);
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('arguments and results are let go of after the job', async () => {
  const outcome = await runProgram(HELD, ['--expose-gc']);
  expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: '4 held, then none\n9\n' });
});

const HELD = `
  const pool = new Pool(KERNELS, { workers: 1 });
  const held = [];
  const hold = (...values) => held.push(...values.map((value) => new WeakRef(value)));
  await (async () => {
    const argument = { large: new Uint8Array(100_000) };
    hold(argument, await pool.apply('echo', [argument]));
    const items = [{ a: 1 }, { a: 2 }];
    hold(items[0], (await pool.mapAsync('echo', items).get())[0]);
  })();
  const count = held.length;
  while (held.some((value) => value.deref() !== undefined)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
  console.log(count + ' held, then none');
  console.log(await pool.apply('square', [3]));
  await pool.terminate();`;
