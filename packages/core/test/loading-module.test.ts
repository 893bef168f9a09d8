import { afterEach, describe, expect, it } from 'vitest';
import { InitializerError } from '../dist/index.js';
import { refuseOwnModule, setLoadingModule } from '../src/loading-module.ts';
import { openPool, terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(async () => {
  setLoadingModule(undefined);
  await terminateOpenPools();
});

describe('a pool made while its own module is loaded by a worker', () => {
  it('is refused', () => {
    setLoadingModule('file:///srv/main.js');
    expect(() => refuseOwnModule('file:///srv/main.js')).toThrow('a module of their own');
  });

  it('is a pool like any other when the module is another one, or is loaded already', () => {
    setLoadingModule('file:///srv/main.js');
    expect(() => refuseOwnModule('file:///srv/kernels.js')).not.toThrow();
    setLoadingModule(undefined);
    expect(() => refuseOwnModule('file:///srv/main.js')).not.toThrow();
  });

  it('breaks the outer pool with words that help, and starts no further pool', async () => {
    const pool = openPool({}, new URL('./fixtures/makes-own-pool.mjs', import.meta.url));
    const error = await rejection(pool.apply('square', [2]));
    expect(error).toBeInstanceOf(InitializerError);
    expect((error as InitializerError).message).toContain('isMainThread');
  });
});
