import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';

/** Options of any make, as JavaScript may pass them. */
function check(options: object): ReturnType<typeof checkOptions> {
  return checkOptions(options);
}

/** What has a check of its own, by its name. */
const OPTIONS = Object.keys(check({ workers: 1 })).filter((name) => name !== 'threadOptions' && name !== 'avoidsRing');

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the defaults', () => {
  it('are there for everything', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '3');
    expect(check({})).toEqual({
      workers: 3,
      minWorkers: 3,
      ringBytes: 524_288,
      initializer: undefined,
      initargs: [],
      finalizer: undefined,
      maxTasksPerWorker: Infinity,
      maxHeapMbPerWorker: Infinity,
      idleTimeoutMs: Infinity,
      concurrency: 1,
      taskTimeoutMs: Infinity,
      retries: 0,
      queueLimit: Infinity,
      spinMicros: 'auto',
      restartLimit: { restarts: 5, withinMs: 10_000 },
      startTimeoutMs: 30_000,
      terminateTimeoutMs: 5_000,
      workerUrl: expect.objectContaining({ protocol: 'file:' }) as URL,
      workerData: undefined,
      threadOptions: {},
      avoidsRing: false,
    });
  });

  it('stand for undefined', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '3');
    expect(check(Object.fromEntries(OPTIONS.map((name) => [name, undefined])))).toEqual(check({}));
  });

  it.each(OPTIONS.filter((name) => name !== 'workerData'))('do not stand for null: %s', (name) => {
    expect(() => check({ [name]: null })).toThrow(TypeError);
    expect(() => check({ [name]: null })).toThrow(new RegExp(`^Expected \`${name}\` to be .+, got null\\.$`));
  });

  it('are not changed by who asks for them', () => {
    const { restartLimit } = check({});
    expect(() => Object.assign(restartLimit, { restarts: 0 })).not.toThrow();
    expect(check({}).restartLimit.restarts).toBe(5);
  });

  it('let the option win over RINGPOOL_WORKERS', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '3');
    expect(check({ workers: 7 }).workers).toBe(7);
  });

  it('refuse a wrong RINGPOOL_WORKERS only where it counts', () => {
    vi.stubEnv('RINGPOOL_WORKERS', 'many');
    expect(check({ workers: 2 }).workers).toBe(2);
    expect(() => check({})).toThrow(RangeError);
  });
});

describe('the number of workers', () => {
  it.each([1, 2, 65_536])('may be %d', (workers) => {
    expect(check({ workers }).workers).toBe(workers);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 65_537])('refuses %d', (workers) => {
    expect(() => check({ workers })).toThrow(
      new RangeError(`Expected \`workers\` to be an integer from 1 to 65536, got ${workers}.`),
    );
  });

  it.each([
    ['4', '"4"'],
    [null, 'null'],
    [true, 'true'],
    [[4], 'an array'],
  ])('refuses %j, which is no number', (workers, shown) => {
    expect(() => check({ workers })).toThrow(new TypeError(`Expected \`workers\` to be a number, got ${shown}.`));
  });
});

describe('the capacity of a ring', () => {
  it.each([4096, 65_536, 2 ** 30])('may be %d bytes', (ringBytes) => {
    expect(check({ ringBytes }).ringBytes).toBe(ringBytes);
  });

  it.each([0, 2048, 2 ** 31, 4096.5])('refuses %d', (ringBytes) => {
    expect(() => check({ ringBytes })).toThrow(RangeError);
    expect(() => check({ ringBytes })).toThrow('from 4096 to 1073741824');
  });

  it('refuses what is no power of two', () => {
    expect(() => check({ ringBytes: 5000 })).toThrow(
      new RangeError('Expected `ringBytes` to be a power of two, got 5000.'),
    );
  });
});

describe.each(['startTimeoutMs', 'terminateTimeoutMs', 'idleTimeoutMs', 'taskTimeoutMs'] as const)('%s', (name) => {
  it.each([0.5, 1, 2 ** 40, Infinity])('may be %d', (millis) => {
    expect(check({ [name]: millis })[name]).toBe(millis);
  });

  it.each([0, -1, NaN])('refuses %d', (millis) => {
    expect(() => check({ [name]: millis })).toThrow(
      new RangeError(`Expected \`${name}\` to be a positive number of milliseconds, got ${millis}.`),
    );
  });

  it('refuses a text', () => {
    expect(() => check({ [name]: '1s' })).toThrow(
      new TypeError(`Expected \`${name}\` to be a number of milliseconds, got "1s".`),
    );
  });
});

describe.each(['maxTasksPerWorker', 'retries', 'queueLimit'] as const)('%s', (name) => {
  const least = name === 'maxTasksPerWorker' ? 1 : 0;

  it.each([least, 2, 1_000_000, Infinity])('may be %d', (count) => {
    expect(check({ [name]: count })[name]).toBe(count);
  });

  it.each([least - 1, -Infinity, 1.5, NaN])('refuses %d', (count) => {
    expect(() => check({ [name]: count })).toThrow(
      new RangeError(`Expected \`${name}\` to be an integer of at least ${least}, got ${count}.`),
    );
  });

  it.each([
    ['3', '"3"'],
    [true, 'true'],
    [[3], 'an array'],
    [3n, '3'],
  ])('refuses %o', (count, shown) => {
    expect(() => check({ [name]: count })).toThrow(new TypeError(`Expected \`${name}\` to be a number, got ${shown}.`));
  });
});

describe('the heap a worker may use', () => {
  it.each([0.5, 1, 512, Infinity])('may be %d megabytes', (maxHeapMbPerWorker) => {
    expect(check({ maxHeapMbPerWorker }).maxHeapMbPerWorker).toBe(maxHeapMbPerWorker);
  });

  it.each([0, -1, NaN])('refuses %d', (maxHeapMbPerWorker) => {
    expect(() => check({ maxHeapMbPerWorker })).toThrow(
      new RangeError(
        `Expected \`maxHeapMbPerWorker\` to be a positive number of megabytes, got ${maxHeapMbPerWorker}.`,
      ),
    );
  });

  it('refuses a text', () => {
    expect(() => check({ maxHeapMbPerWorker: '512 MB' })).toThrow(
      new TypeError('Expected `maxHeapMbPerWorker` to be a number of megabytes, got "512 MB".'),
    );
  });
});

describe('the fewest workers', () => {
  it('are all of them unless said otherwise', () => {
    expect(check({ workers: 6 }).minWorkers).toBe(6);
  });

  it.each([0, 1, 6])('may be %d of 6', (minWorkers) => {
    expect(check({ workers: 6, minWorkers }).minWorkers).toBe(minWorkers);
  });

  it.each([-1, 7, 1.5, NaN, Infinity])('refuse %d of 6', (minWorkers) => {
    expect(() => check({ workers: 6, minWorkers })).toThrow(
      new RangeError(`Expected \`minWorkers\` to be an integer from 0 to 6, got ${minWorkers}.`),
    );
  });

  it('are held against the default number of workers, too', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '3');
    expect(() => check({ minWorkers: 4 })).toThrow('from 0 to 3');
  });

  it('refuse a text', () => {
    expect(() => check({ minWorkers: '1' })).toThrow(new TypeError('Expected `minWorkers` to be a number, got "1".'));
  });
});

describe('concurrency', () => {
  it.each([1, 8, 4096])('may be %d', (concurrency) => {
    expect(check({ concurrency }).concurrency).toBe(concurrency);
  });

  it.each([0, -1, 2.5, NaN, 4097, Infinity])('refuses %d', (concurrency) => {
    expect(() => check({ concurrency })).toThrow(
      new RangeError(`Expected \`concurrency\` to be an integer from 1 to 4096, got ${concurrency}.`),
    );
  });

  it('refuses a text', () => {
    expect(() => check({ concurrency: '8' })).toThrow(new TypeError('Expected `concurrency` to be a number, got "8".'));
  });
});

describe('spinning', () => {
  it.each(['auto', 0, 0.5, 1_000_000] as const)('may be %j', (spinMicros) => {
    expect(check({ spinMicros }).spinMicros).toBe(spinMicros);
  });

  it.each([-1, 1_000_001, NaN, Infinity])('refuses %d', (spinMicros) => {
    expect(() => check({ spinMicros })).toThrow(
      new RangeError(`Expected \`spinMicros\` to be from 0 to 1000000 microseconds, got ${spinMicros}.`),
    );
  });

  it.each([
    ['Auto', '"Auto"'],
    [true, 'true'],
    [{}, 'an object'],
  ])('refuses %j', (spinMicros, shown) => {
    expect(() => check({ spinMicros })).toThrow(
      new TypeError(`Expected \`spinMicros\` to be 'auto' or a number of microseconds, got ${shown}.`),
    );
  });
});

describe.each(['initializer', 'finalizer'] as const)('the %s', (name) => {
  it('is the name of a function', () => {
    expect(check({ [name]: 'connect' })[name]).toBe('connect');
  });

  it.each([
    [() => {}, 'a function'],
    [5, '5'],
    [['connect'], 'an array'],
    [false, 'false'],
  ])('refuses %o', (value, shown) => {
    expect(() => check({ [name]: value })).toThrow(
      new TypeError(`Expected \`${name}\` to be the name of a function of the module, got ${shown}.`),
    );
  });
});

describe('arguments of the initializer', () => {
  it('are a list', () => {
    expect(check({ initializer: 'connect', initargs: ['db', { retries: 2 }] }).initargs).toEqual([
      'db',
      { retries: 2 },
    ]);
  });

  it('may be none where there is no initializer', () => {
    expect(check({ initargs: [] }).initargs).toEqual([]);
  });

  it('are refused where there is no initializer to have them', () => {
    expect(() => check({ initargs: ['db'] })).toThrow(
      new TypeError('Expected an `initializer` to go with `initargs`, got none.'),
    );
  });

  it.each([
    ['db', '"db"'],
    [{}, 'an object'],
    [new Set(['db']), 'an object'],
    [5, '5'],
  ])('refuse %o', (initargs, shown) => {
    expect(() => check({ initializer: 'connect', initargs })).toThrow(
      new TypeError(`Expected \`initargs\` to be an array of arguments, got ${shown}.`),
    );
  });
});

describe('the restart limit', () => {
  it.each([
    [{ restarts: 0, withinMs: 1 }],
    [{ restarts: Infinity, withinMs: Infinity }],
    [{ restarts: 100, withinMs: 5 }],
  ])('may be %j', (restartLimit) => {
    expect(check({ restartLimit }).restartLimit).toEqual(restartLimit);
  });

  it.each([[{ restarts: -1, withinMs: 1 }], [{ restarts: 1.5, withinMs: 1 }], [{ restarts: 1, withinMs: 0 }]])(
    'refuses %j',
    (restartLimit) => {
      expect(() => check({ restartLimit })).toThrow(RangeError);
    },
  );

  it.each([[{}], [{ restarts: 5 }], [{ withinMs: 5 }], [5], ['5'], [null]])('refuses %j', (restartLimit) => {
    expect(() => check({ restartLimit })).toThrow(TypeError);
    expect(() => check({ restartLimit })).toThrow('restartLimit');
  });
});

describe('the URL of the worker’s code', () => {
  it('may be a URL or its text', () => {
    const url = 'file:///srv/worker-entry.js';
    expect(check({ workerUrl: new URL(url) }).workerUrl.href).toBe(url);
    expect(check({ workerUrl: url }).workerUrl.href).toBe(url);
  });

  it.each([['./worker-entry.js'], [''], [42], [null]])('refuses %j', (workerUrl) => {
    expect(() => check({ workerUrl })).toThrow(TypeError);
    expect(() => check({ workerUrl })).toThrow('Expected `workerUrl` to be a URL');
  });
});

describe('options of Node’s Worker', () => {
  it('are handed on as they are', () => {
    const options = {
      name: 'kernels',
      env: { A: '1' },
      argv: ['--fast'],
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: 100 },
      stdout: true,
      stderr: false,
      trackUnmanagedFds: false,
    };
    expect(check(options).threadOptions).toEqual(options);
  });

  it('are absent where they were: an empty execArgv would switch the permission model off', () => {
    expect(Object.keys(check({ name: undefined, execArgv: undefined }).threadOptions)).toEqual([]);
  });

  it('keep the caller’s workerData beside them', () => {
    const workerData = { seed: 1 };
    const checked = check({ workerData });
    expect(checked.workerData).toBe(workerData);
    expect(checked.threadOptions).not.toHaveProperty('workerData');
  });

  it.each([0.5, 0, -1, NaN])('refuse a stack of %d MB, which would end the process', (stackSizeMb) => {
    expect(() => check({ resourceLimits: { stackSizeMb } })).toThrow(
      new RangeError(`Expected \`resourceLimits.stackSizeMb\` to be at least 1, got ${stackSizeMb}.`),
    );
  });
});

it('has a way to keep everything out of the rings, for tests, that no name leads to', () => {
  expect(check({ [Symbol.for('ringpool:avoidsRing')]: true }).avoidsRing).toBe(true);
  expect(() => check({ avoidsRing: true })).toThrow('got `avoidsRing`');
});

describe('options from elsewhere', () => {
  it('may be inherited', () => {
    const options = Object.create({ workers: 2, retries: 3, name: 'kernels' }) as object;
    const { workers, retries, threadOptions } = check(options);
    expect({ workers, retries, threadOptions }).toEqual({ workers: 2, retries: 3, threadOptions: { name: 'kernels' } });
  });
});

describe('options that are none', () => {
  it('are refused by name, with those there are', () => {
    expect(() => check({ worker: 4 })).toThrow(TypeError);
    expect(() => check({ worker: 4 })).toThrow(/^Expected options of argv, concurrency, .*workers, got `worker`\.$/);
  });

  it.each(['eval', 'transferList', 'stdin', 'constructor', '__proto__'])('are refused: %s', (name) => {
    expect(() => check(Object.fromEntries([[name, 1]]))).toThrow(`got \`${name}\``);
  });

  it.each([
    [null, 'null'],
    [4, '4'],
    ['workers', '"workers"'],
  ])('are refused as a whole: %j', (options, shown) => {
    expect(() => checkOptions(options as unknown as PoolOptions)).toThrow(
      new TypeError(`Expected \`options\` to be an object, got ${shown}.`),
    );
  });
});
