import { describe, expect, it } from 'vitest';
import { checkApplyOptions, checkImapOptions, checkMapOptions } from '../src/call-options.ts';

const CHECKS = { apply: checkApplyOptions, map: checkMapOptions, imap: checkImapOptions };

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
    expect(() => check({ transfer: undefined } as never)).not.toThrow(RangeError);
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
