import { afterAll, describe, expect, it } from 'vitest';
import { SerializationError } from '../dist/index.js';
import { sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterAll(terminateSharedPools);

describe('errors', () => {
  it('keep name, message, class, and the stack of the worker', async () => {
    const error = (await rejection(sharedPool().apply('failOdd', [3]))) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('odd: 3');
    expect(error.stack).toContain('kernels.mjs');
  });

  it('keep cause and properties', async () => {
    const error = await rejection(sharedPool().apply('throwRich'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'outer', code: 'E_RICH', details: { retry: [1, 2] } });
    expect((error as Error).cause).toBeInstanceOf(RangeError);
    expect((error as Error).cause).toMatchObject({ message: 'inner' });
  });

  it('keep the errors of an aggregate', async () => {
    const error = (await rejection(sharedPool().apply('throwAggregate'))) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors.map((one: Error) => one.message)).toEqual(['one', 'two']);
  });

  it('come without a property whose getter throws', async () => {
    const error = await rejection(sharedPool().apply('throwWithGetter'));
    expect(error).toMatchObject({ message: 'has a getter' });
    expect(error).not.toHaveProperty('hidden');
  });

  it('come from rejected promises too', async () => {
    expect(await rejection(sharedPool().apply('failLater', ['wrong']))).toMatchObject({ message: 'wrong' });
  });

  it('come from a `then` that throws', async () => {
    expect(await rejection(sharedPool().apply('poisonedThen'))).toMatchObject({ message: 'no then' });
  });

  it('come from a stack that overflows', async () => {
    const pool = sharedPool(1);
    expect(await rejection(pool.apply('overflow'))).toBeInstanceOf(RangeError);
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it.each([[null], [undefined], ['text'], [0], [false], [12n]])('need not be an Error: %s', async (thrown) => {
    const pool = sharedPool(1);
    const reason = await pool.apply('throwValue', [thrown]).then(
      () => 'fulfilled',
      (value: unknown) => ({ value }),
    );
    expect(reason).toEqual({ value: thrown });
  });

  it('may be plain objects', async () => {
    expect(await rejection(sharedPool().apply('throwValue', [{ status: 404 }]))).toEqual({ status: 404 });
  });

  it.each(['symbol', 'function'])('that cannot be sent are told as such: a %s', async (kind) => {
    const pool = sharedPool(1);
    const error = await rejection(pool.apply('throwUnsendable', [kind]));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' });
    expect(await pool.apply('square', [2])).toBe(4);
  });
});
