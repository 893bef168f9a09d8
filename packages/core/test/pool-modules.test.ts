import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Pool } from '../dist/index.js';
import { KERNELS, openPool, terminateOpenPools, watched } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

const COMMON = new URL('./fixtures/common.cjs', import.meta.url);

describe('a worker module', () => {
  it('may be given by its absolute path', async () => {
    expect(await openPool({ workers: 1 }, fileURLToPath(KERNELS)).apply('square', [3])).toBe(9);
  });

  it('may be given by the text of its URL', async () => {
    expect(await openPool({ workers: 1 }, KERNELS.href).apply('square', [3])).toBe(9);
  });

  it('may be a data: URL', async () => {
    const source = 'export const double = (x) => 2 * x; export const greet = async () => "größe, 50%";';
    const pool = openPool({ workers: 1 }, `data:text/javascript,${encodeURIComponent(source)}`);
    expect(await pool.apply('double', [4])).toBe(8);
    expect(await pool.apply('greet')).toBe('größe, 50%');
  });

  it('may be a package of the working directory', async () => {
    const pool = openPool({ workers: 1 }, 'fast-check');
    await pool.ready();
    expect(await rejection(pool.apply('no such function'))).toMatchObject({
      available: expect.arrayContaining(['integer', 'property']) as string[],
    });
  });

  it('may be CommonJS, its computed exports too', async () => {
    const pool = openPool({ workers: 1 }, COMMON);
    expect(await pool.map('square', [1, 2])).toEqual([1, 4]);
    expect(await pool.apply('cube', [2])).toBe(8);
  });

  it('may be CommonJS that exports a function, under the name `default`', async () => {
    const pool = openPool({ workers: 1 }, new URL('./fixtures/common-class.cjs', import.meta.url));
    expect(await pool.apply('default', [81])).toBe(9);
  });

  it('may have a `default` export and top-level await', async () => {
    const source = 'await new Promise((done) => setImmediate(done)); export default () => "awaited";';
    const pool = openPool({ workers: 1 }, `data:text/javascript,${encodeURIComponent(source)}`);
    expect(await pool.apply('default')).toBe('awaited');
  });

  it('may have no function at all', async () => {
    const pool = openPool({ workers: 1 }, 'data:text/javascript,export const a = 1');
    await pool.ready();
    expect(await rejection(pool.apply('a'))).toMatchObject({
      code: 'ERR_UNKNOWN_TASK',
      message: expect.stringContaining('It exports no function.') as string,
    });
  });

  it('keeps its state from one task to the next, in each worker', async () => {
    const source = 'let calls = 0; export const count = () => (calls += 1);';
    const pool = openPool({ workers: 1 }, `data:text/javascript,${encodeURIComponent(source)}`);
    expect(await pool.map('count', [0, 0, 0], { chunkSize: 1 })).toEqual([1, 2, 3]);
  });

  it.each([
    'delete globalThis.Atomics; delete globalThis.performance; delete globalThis.process;',
    'globalThis.Promise = globalThis.Error = globalThis.Symbol = globalThis.queueMicrotask = null;',
    'Object.prototype.then = undefined; Object.prototype.listed = 1; Array.prototype.listed = () => {};',
    'Map.prototype.get = DataView.prototype.getInt32 = Object.defineProperty = null;',
    'Array.prototype.map = Array.prototype.forEach = Array.prototype.slice = null;',
    'Array.prototype[Symbol.iterator] = null;',
    'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Error.prototype);',
  ])('may break globals for itself, but not for the pool: %s', async (statements) => {
    const source = `export const poison = () => { ${statements} }; export const square = (x) => x * x;`;
    const pool = openPool({ workers: 1 }, `data:text/javascript,${encodeURIComponent(source)}`);
    await pool.apply('poison');
    expect(await pool.apply('square', [3])).toBe(9);
    expect(await pool.map('square', [1, 2, 3])).toEqual([1, 4, 9]);
  });
});

describe('Pool.inline', () => {
  it('runs self-contained functions', async () => {
    const pool = watched(
      Pool.inline(
        {
          square: (x: number) => x * x,
          greet: async (name: string) => `hello ${name}`,
          add(a: number, b: number) {
            return a + b;
          },
        },
        { workers: 1 },
      ),
    );
    expect(await pool.map('square', [1, 2, 3])).toEqual([1, 4, 9]);
    expect(await pool.apply('greet', ['worker'])).toBe('hello worker');
    expect(await pool.apply('add', [2, 3])).toBe(5);
  });

  it('tells of what a function closed over by a ReferenceError', async () => {
    const closedOver = 5;
    const pool = watched(Pool.inline({ add: (x: number) => x + closedOver }, { workers: 1 }));
    const error = await rejection(pool.apply('add', [1]));
    expect(error).toBeInstanceOf(ReferenceError);
    expect(error).toMatchObject({ message: 'closedOver is not defined' });
  });

  it('can import within a function', async () => {
    // Written as a text: the compiler of this test has imports of its own.
    // oxlint-disable-next-line typescript/no-implied-eval -- the source itself is what is tested
    const base = new Function('return async (path) => (await import("node:path")).basename(path)')() as (
      path: string,
    ) => Promise<string>;
    const pool = watched(Pool.inline({ base }, { workers: 1 }));
    expect(await pool.apply('base', ['/a/b.txt'])).toBe('b.txt');
  });
});

describe('the surroundings of a worker', () => {
  it('are the caller’s, where nothing else is said', async () => {
    process.env['RINGPOOL_TEST'] = 'inherited';
    const pool = openPool({ workers: 1 });
    expect(await pool.apply('surroundings')).toMatchObject({ workerData: undefined, env: 'inherited' });
    delete process.env['RINGPOOL_TEST'];
  });

  it('are workerData, env, argv and execArgv of the options', async () => {
    const pool = openPool({
      workers: 1,
      workerData: { seed: [1, new Map([[1, 2]])] },
      env: { RINGPOOL_TEST: 'given' },
      argv: ['--fast', 'x'],
      execArgv: ['--no-warnings'],
    });
    expect(await pool.apply('surroundings')).toEqual({
      workerData: { seed: [1, new Map([[1, 2]])] },
      env: 'given',
      argv: ['--fast', 'x'],
      execArgv: ['--no-warnings'],
    });
  });

  it.each([[null], [undefined], [0], ['text'], [{ a: 1 }]])(
    'show workerData %j to every import of it',
    async (workerData) => {
      const pool = openPool({ workers: 1, workerData });
      expect(await pool.apply('givenData')).toEqual(workerData);
      expect(await pool.apply('lateData')).toEqual(workerData);
      expect(await openPool({ workers: 1, workerData }, COMMON).apply('data')).toEqual(workerData);
    },
  );

  it('may have a name, which debuggers show', async () => {
    expect(await openPool({ workers: 1, name: 'kernels' }).apply('square', [3])).toBe(9);
  });

  it('have the limits of resourceLimits', async () => {
    const source = 'import { resourceLimits } from "node:worker_threads"; export const limits = () => resourceLimits;';
    const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 2 };
    const pool = openPool({ workers: 1, resourceLimits }, `data:text/javascript,${encodeURIComponent(source)}`);
    expect(await pool.apply('limits')).toMatchObject(resourceLimits);
  });
});

it('runs the worker’s code from where `workerUrl` says', async () => {
  const entry = pathToFileURL(fileURLToPath(new URL('../bundle/worker-entry.js', import.meta.url)));
  expect(await openPool({ workers: 1, workerUrl: entry }).apply('square', [3])).toBe(9);
  expect(await openPool({ workers: 1, workerUrl: entry.href }).apply('square', [3])).toBe(9);
});
