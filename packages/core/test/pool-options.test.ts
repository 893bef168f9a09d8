import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkInteger, checkOptions, type PoolOptions, show } from '../src/pool-options.ts';

/** Options of any make, as JavaScript may pass them. */
function check(options: object): ReturnType<typeof checkOptions> {
  return checkOptions(options);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the defaults', () => {
  it('are there for everything', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '3');
    expect(check({})).toEqual({
      workers: 3,
      ringBytes: 65_536,
      restartLimit: { restarts: 5, withinMs: 10_000 },
      startTimeoutMs: 30_000,
      terminateTimeoutMs: 5_000,
      workerUrl: expect.objectContaining({ protocol: 'file:' }) as URL,
      workerData: undefined,
      threadOptions: {},
    });
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

describe.each(['startTimeoutMs', 'terminateTimeoutMs'] as const)('%s', (name) => {
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

describe('options that are none', () => {
  it('are refused by name, with those there are', () => {
    expect(() => check({ worker: 4 })).toThrow(TypeError);
    expect(() => check({ worker: 4 })).toThrow(/^Expected options of argv, env, .*workers, got `worker`\.$/);
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

describe('a short print of a value', () => {
  it.each([
    ['text', '"text"'],
    ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
    [12, '12'],
    [12n, '12'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
    [[1], 'an array'],
    [() => {}, 'a function'],
    [Symbol('s'), 'Symbol(s)'],
  ])('of %o is %s', (value, printed) => {
    expect(show(value)).toBe(printed);
  });
});

it('names the lower end alone where the upper is the largest integer', () => {
  expect(() => checkInteger('buffer', 0, 1, Number.MAX_SAFE_INTEGER)).toThrow(
    new RangeError('Expected `buffer` to be an integer of at least 1, got 0.'),
  );
});
