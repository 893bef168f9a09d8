import { describe, expect, it } from 'vitest';
import { checkApplyOptions, checkImapOptions, checkMapOptions, checkTaskOptions } from '../src/call-options.ts';

const CHECKS = {
  apply: checkApplyOptions,
  map: checkMapOptions,
  imap: checkImapOptions,
  broadcast: checkTaskOptions,
};

describe.each(Object.entries(CHECKS))('options of %s', (_name, check: (options: never) => void) => {
  it('may be none', () => {
    expect(() => check({} as never)).not.toThrow();
  });

  it.each([
    [null, 'null'],
    [5, '5'],
    ['auto', '"auto"'],
  ])('refuse %j', (options, shown) => {
    expect(() => check(options as never)).toThrow(
      new TypeError(`Expected the options of a call to be an object, got ${shown}.`),
    );
  });

  it('refuse a name they do not know', () => {
    expect(() => check({ chunksize: 1 } as never)).toThrow(TypeError);
    expect(() => check({ chunksize: 1 } as never)).toThrow(/^Expected options of .+, got `chunksize`\.$/);
  });

  it('leave undefined options be', () => {
    expect(() => check({ signal: undefined, timeoutMs: undefined, graceMs: undefined } as never)).not.toThrow();
  });

  it('may have a signal, fired or not', () => {
    expect(() => check({ signal: new AbortController().signal } as never)).not.toThrow();
    expect(() => check({ signal: AbortSignal.abort() } as never)).not.toThrow();
  });

  it.each([
    [new AbortController(), 'an object'],
    [new EventTarget(), 'an object'],
    [{ aborted: false }, 'an object'],
    [true, 'true'],
    [null, 'null'],
  ])('refuse a signal that is none: %o', (signal, shown) => {
    expect(() => check({ signal } as never)).toThrow(
      new TypeError(`Expected \`signal\` to be an AbortSignal, got ${shown}.`),
    );
  });

  it.each([0.5, 1, 2 ** 40, Infinity])('may have a time limit of %d', (timeoutMs) => {
    expect(() => check({ timeoutMs } as never)).not.toThrow();
  });

  it.each([0, -1, NaN, -Infinity])('refuse a time limit of %d', (timeoutMs) => {
    expect(() => check({ timeoutMs } as never)).toThrow(
      new RangeError(`Expected \`timeoutMs\` to be a positive number of milliseconds, got ${timeoutMs}.`),
    );
  });

  it.each([0, 0.5, 1, Infinity])('may have a grace of %d', (graceMs) => {
    expect(() => check({ graceMs } as never)).not.toThrow();
  });

  it.each([-1, NaN, -Infinity])('refuse a grace of %d', (graceMs) => {
    expect(() => check({ graceMs } as never)).toThrow(
      new RangeError(`Expected \`graceMs\` to be at least 0 milliseconds, got ${graceMs}.`),
    );
  });

  it.each([
    ['timeoutMs', '1s', '"1s"'],
    ['timeoutMs', null, 'null'],
    ['graceMs', '0', '"0"'],
    ['graceMs', null, 'null'],
    ['graceMs', false, 'false'],
  ])('refuse a %s of %j', (name, millis, shown) => {
    expect(() => check({ [name]: millis } as never)).toThrow(
      new TypeError(`Expected \`${name}\` to be a number of milliseconds, got ${shown}.`),
    );
  });
});

describe('transfer', () => {
  it('may be an array', () => {
    expect(() => checkApplyOptions({ transfer: [new ArrayBuffer(1)] })).not.toThrow();
  });

  it.each([[new ArrayBuffer(1)], ['buffer'], [null]])('refuses %j', (transfer) => {
    expect(() => checkApplyOptions({ transfer: transfer as unknown as object[] })).toThrow(TypeError);
    expect(() => checkApplyOptions({ transfer: transfer as unknown as object[] })).toThrow('to be an array');
  });

  it('is no option of a map', () => {
    expect(() => checkMapOptions({ transfer: [] } as never)).toThrow('got `transfer`');
  });
});

describe.each([
  ['map', checkMapOptions],
  ['imap', checkImapOptions],
])('chunkSize of %s', (_name, check) => {
  it.each([1, 2, 1_000_000, 'auto' as const])('may be %j', (chunkSize) => {
    expect(() => check({ chunkSize })).not.toThrow();
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d', (chunkSize) => {
    expect(() => check({ chunkSize })).toThrow(
      new RangeError(`Expected \`chunkSize\` to be an integer of at least 1, got ${chunkSize}.`),
    );
  });

  it.each([['10'], ['Auto'], [null], [{}]])('refuses %j', (chunkSize) => {
    expect(() => check({ chunkSize: chunkSize as never })).toThrow(TypeError);
  });
});

describe.each([
  ['map', checkMapOptions],
  ['imap', checkImapOptions],
])('onProgress of %s', (_name, check) => {
  it('may be a function', () => {
    expect(() => check({ onProgress: () => {} })).not.toThrow();
  });

  it.each([[true], ['log'], [null], [{}]])('refuses %j', (onProgress) => {
    expect(() => check({ onProgress: onProgress as never })).toThrow(TypeError);
    expect(() => check({ onProgress: onProgress as never })).toThrow('Expected `onProgress` to be a function');
  });
});

describe('buffer', () => {
  it('may be any integer of at least 1', () => {
    expect(() => checkImapOptions({ buffer: 1 })).not.toThrow();
  });

  it.each([0, -5, 2.5, NaN, Infinity])('refuses %d', (buffer) => {
    expect(() => checkImapOptions({ buffer })).toThrow(
      new RangeError(`Expected \`buffer\` to be an integer of at least 1, got ${buffer}.`),
    );
  });

  it('refuses a text', () => {
    expect(() => checkImapOptions({ buffer: '5' as never })).toThrow(TypeError);
  });

  it('is no option of a map', () => {
    expect(() => checkMapOptions({ buffer: 5 } as never)).toThrow('got `buffer`');
  });
});

describe('failFast', () => {
  it.each([true, false])('may be %j', (failFast) => {
    expect(() => checkMapOptions({ failFast })).not.toThrow();
  });

  it.each([
    [1, '1'],
    ['true', '"true"'],
    [null, 'null'],
  ])('refuses %j', (failFast, shown) => {
    expect(() => checkMapOptions({ failFast: failFast as never })).toThrow(
      new TypeError(`Expected \`failFast\` to be true or false, got ${shown}.`),
    );
  });

  it.each([
    ['apply', checkApplyOptions],
    ['imap', checkImapOptions],
    ['broadcast', checkTaskOptions],
  ])('is no option of %s', (_name, check) => {
    expect(() => check({ failFast: true } as never)).toThrow('got `failFast`');
  });
});

it('refuses options of other calls for a broadcast', () => {
  for (const name of ['transfer', 'chunkSize', 'onProgress', 'buffer']) {
    expect(() => checkTaskOptions({ [name]: undefined })).toThrow(`got \`${name}\``);
  }
});
