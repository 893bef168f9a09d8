import { describe, expect, it } from 'vitest';
import { waitAsyncByLooking } from '../src/wait-async-by-looking.js';

describe('waitAsyncByLooking', () => {
  it('does not wait when the word differs already', () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    expect(waitAsyncByLooking(words, 0, 1)).toEqual({ async: false, value: 'not-equal' });
  });

  it('resolves once the word has changed, without being notified', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const { async: isAsync, value } = waitAsyncByLooking(words, 0, 0);
    Atomics.store(words, 0, 1);
    expect([isAsync, await value]).toEqual([true, 'ok']);
  });
});
