import { afterEach, describe, expect, it } from 'vitest';
import { InitializerError, move, type Pool, type PoolOptions } from '../../dist/index.js';
import { KERNELS, openPool, terminateOpenPools } from '../open-pools.ts';
import { rejection } from '../rejection.ts';

afterEach(terminateOpenPools);

const FAILS_TO_LOAD = new URL('../fixtures/fails-to-load.mjs', import.meta.url);

/** A pool whose workers may not fail to start more than once. */
function openStrictPool(module: URL | string, options: PoolOptions = {}): Pool {
  return openPool({ restartLimit: { restarts: 1, withinMs: 60_000 }, ...options }, module);
}

function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Every kind of open work. */
function openWork(pool: Pool): PromiseLike<unknown>[] {
  return [
    pool.ready(),
    pool.apply('square', [1]),
    pool.apply('square', ['x'.repeat(200_000)]),
    pool.applyAsync('square', [1]),
    pool.map('square', [1, 2, 3]),
    pool.map('square', [1, 2, 3], { chunkSize: 'auto' }),
    pool.starmap('square', [[1]]),
    pool.imap('square', [1, 2]).next(),
    pool.imapUnordered('square', [1, 2]).next(),
  ];
}

describe.each<[string, URL | string, object]>([
  ['is not there', new URL('../fixtures/no-such-module.mjs', import.meta.url), { code: 'ERR_MODULE_NOT_FOUND' }],
  ['does not parse', moduleOf('export const square = (x) => x * ;'), { name: 'SyntaxError' }],
  ['throws an error', moduleOf('throw new RangeError("at load")'), { name: 'RangeError', message: 'at load' }],
  ['rejects', moduleOf('await Promise.reject(new Error("at load"))'), { message: 'at load' }],
  ['throws a text', moduleOf('throw "at load"'), 'at load' as unknown as object],
  ['throws null', moduleOf('throw null'), { message: 'Expected the module to load, it threw null.' }],
  ['throws undefined', moduleOf('throw undefined'), { message: 'Expected the module to load, it threw undefined.' }],
  ['throws a symbol', moduleOf('throw Symbol("s")'), { message: 'Expected the module to load, it threw Symbol(s).' }],
  [
    'throws what cannot be sent',
    moduleOf('throw { f() {} }'),
    { message: expect.stringContaining('it threw {') as string },
  ],
  ['ends the thread', moduleOf('process.exit(7)'), { message: expect.stringContaining('exit with code 7') as string }],
  [
    'throws in a timer while it loads',
    moduleOf('setTimeout(() => { throw new Error("in a timer"); }); await new Promise(() => {});'),
    { message: 'in a timer' },
  ],
  ['imports what is not there', moduleOf('import "file:///no/such/module.mjs"'), { code: 'ERR_MODULE_NOT_FOUND' }],
])('a module that %s', (_name, module, cause) => {
  it('rejects ready() and everything open, with the reason', async () => {
    const pool = openStrictPool(module);
    const errors = await Promise.all(openWork(pool).map(rejection));
    for (const error of errors) {
      expect(error).toBeInstanceOf(InitializerError);
      expect(error).toMatchObject({ code: 'ERR_INITIALIZER_FAILED' });
      expect((error as Error).message).toMatch(/^The workers do not become ready: ./);
    }
    const { cause: found } = errors[0] as Error;
    expect({ found }).toMatchObject({ found: cause });
    expect(pool.state).toBe('broken');
  });
});

describe('a broken pool', () => {
  const MISSING = new URL('../fixtures/no-such-module.mjs', import.meta.url);

  it('rejects everything submitted later, each time with a fresh error', async () => {
    const pool = openStrictPool(MISSING);
    const first = await rejection(pool.ready());
    const errors = await Promise.all([...openWork(pool), ...openWork(pool)].map(rejection));
    expect(errors.every((error) => error instanceof InitializerError)).toBe(true);
    expect(new Set([first, ...errors]).size).toBe(errors.length + 1);
  });

  it.each(['close', 'terminate', 'join'] as const)('can be ended: %s()', async (end) => {
    const pool = openStrictPool(MISSING);
    await rejection(pool.ready());
    await pool[end]();
    expect(pool.size).toBe(0);
    expect(await rejection(pool.apply('square', [1]))).toBeInstanceOf(InitializerError);
  });

  it('breaks while it is closing, and the closing ends', async () => {
    const pool = openStrictPool(MISSING);
    const open = rejection(pool.apply('square', [1]));
    await pool.close();
    expect(await open).toBeInstanceOf(InitializerError);
  });

  it('rejects work that moves values too', async () => {
    const pool = openStrictPool(MISSING, { workers: 1 });
    const errors = [1, 2, 3].map(() => rejection(pool.apply('sum', [move(new Uint8Array(8))])));
    expect((await Promise.all(errors)).map((error) => (error as { code: string }).code)).toEqual(
      expect.arrayContaining(['ERR_INITIALIZER_FAILED']),
    );
  });
});

describe('a module that does not load in time', () => {
  it('breaks the pool, with the limit in the reason', async () => {
    const pool = openStrictPool(moduleOf('await new Promise(() => {})'), {
      workers: 1,
      startTimeoutMs: 200,
      restartLimit: { restarts: 0, withinMs: 60_000 },
    });
    const errors = await Promise.all([rejection(pool.ready()), rejection(pool.apply('square', [1]))]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(InitializerError);
      expect((error as Error).cause).toMatchObject({
        message: 'Expected the worker to become ready within 200 ms, got no sign of it.',
      });
    }
  });

  it('is stopped although it never gives way', async () => {
    const pool = openStrictPool(moduleOf('for (;;);'), {
      workers: 1,
      startTimeoutMs: 200,
      restartLimit: { restarts: 0, withinMs: 60_000 },
    });
    expect(await rejection(pool.ready())).toBeInstanceOf(InitializerError);
    await pool.join();
  });
});

describe('a module that loads at last', () => {
  it.each([1, 3])('runs the work that waited through %d failed starts', async (failures) => {
    const workerData = new Int32Array(new SharedArrayBuffer(4)).fill(failures);
    const pool = openPool({ workers: 2, workerData }, FAILS_TO_LOAD);
    const open = [
      pool.apply('square', [2]),
      pool.map('square', [1, 2, 3]),
      pool.apply('square', ['x'.repeat(100_000)]),
    ];
    await pool.ready();
    expect(await Promise.all(open)).toEqual([4, [1, 4, 9], NaN]);
    expect(pool.state).toBe('running');
  });
});

it('tells of worker code that is not there', async () => {
  const workerUrl = new URL('../fixtures/no-such-entry.mjs', import.meta.url);
  const pool = openStrictPool(KERNELS, { workerUrl });
  const error = await rejection(pool.ready());
  expect(error).toBeInstanceOf(InitializerError);
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('no-such-entry') as string });
});

it('refuses its worker code to anybody but a pool', async () => {
  const error = await rejection(
    import(/* @vite-ignore */ new URL('../../bundle/worker-entry.js', import.meta.url).href),
  );
  expect(error).toMatchObject({
    message: 'Expected the worker entry of ringpool to be started by a Pool, got loaded by other code.',
  });
});

it.each<[string, object]>([
  ['execArgv', { execArgv: ['--no-such-flag'] }],
  ['argv', { argv: 'fast' }],
  ['env', { env: 5 }],
  ['name', { name: 5 }],
  ['workerData', { workerData: () => {} }],
])('throws when Node takes no worker with such options: %s', (_name, options) => {
  expect(() => openPool(options)).toThrow(TypeError);
  expect(() => openPool(options)).toThrow(
    'Expected options that a worker can be started with, got some that Node refuses',
  );
});
