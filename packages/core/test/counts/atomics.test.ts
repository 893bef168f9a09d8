import { beforeAll, describe, expect, it } from 'vitest';
import { type Counted, countIn } from './counted.ts';
import { ONE_MORE_LOAD, withPlanted } from './planted-build.ts';
import { CHECKOUT } from './run-counting.ts';

let counted: Counted;
beforeAll(async () => {
  counted = await countIn(CHECKOUT);
});

/** What `count-program.mjs` counts at once. */
const CALLS = 128;
const SUBMITTED = CALLS - 1;
const LOOKS = 2;
const BATCHES = 2;

describe('of Atomics, a tiny call in a stream takes', () => {
  it('in the main thread a store and a load: TAIL, and whether the worker sleeps', () => {
    expect(counted.stream.submitting).toEqual({ store: SUBMITTED, load: SUBMITTED });
  });

  it('in the main thread again a store and a load for 64 results, and one look for as many as are there', () => {
    expect(counted.stream.taking).toEqual({ store: LOOKS, load: LOOKS, look: 1 });
  });

  it('in the worker the claim, two stores (HEAD, TAIL) and a load, and three stores for 64 tasks: its progress', () => {
    expect(counted.streamInWorker).toEqual({
      compareExchange: CALLS,
      store: 2 * CALLS + 3 * BATCHES,
      load: CALLS,
    });
  });
});

describe('of Atomics, a tiny call that is awaited before the next takes', () => {
  it('in the main thread three stores, two loads and a look, where the answer is there at the first look', () => {
    expect(counted.awaited).toEqual({ store: 3 * CALLS, load: 2 * CALLS, look: CALLS });
  });

  it('in the worker the claim, five stores and a load, and looks until it comes', () => {
    expect(counted.awaitedInWorker.calls).toEqual({ compareExchange: CALLS, store: 5 * CALLS, load: CALLS });
    expect(counted.awaitedInWorker.looks).toBeGreaterThanOrEqual(CALLS);
  });
});

describe('one call of Atomics more for a task is found', () => {
  it('where the main thread submits', async () => {
    const change = {
      file: 'atomics-ring/bundle/index.js',
      from: 'store(this.words, Word.Tail, this.stagedEnd);',
      to: `store(this.words, Word.Tail, this.stagedEnd); ${ONE_MORE_LOAD}`,
    };
    const { stream, awaited, streamInWorker } = await withPlanted(change, countIn);
    expect(stream.submitting).toEqual({ ...counted.stream.submitting, load: 2 * SUBMITTED });
    expect(awaited).toEqual({ ...counted.awaited, load: 3 * CALLS });
    expect({ taking: stream.taking, streamInWorker }).toEqual({
      taking: counted.stream.taking,
      streamInWorker: counted.streamInWorker,
    });
  });

  it('where the main thread takes results', async () => {
    const change = {
      file: 'atomics-ring/bundle/index.js',
      from: 'store(this.words, Word.Head, this.readPosition);',
      to: `store(this.words, Word.Head, this.readPosition); ${ONE_MORE_LOAD}`,
    };
    const { stream, awaited } = await withPlanted(change, countIn);
    expect(stream.taking).toEqual({ ...counted.stream.taking, load: 2 * LOOKS });
    expect(awaited).toEqual({ ...counted.awaited, load: 3 * CALLS });
    expect(stream.submitting).toEqual(counted.stream.submitting);
  });

  it('in the worker', async () => {
    const change = {
      file: 'core/bundle/worker-entry.js',
      from: 'this.#doorbell.ring();',
      to: `this.#doorbell.ring(); ${ONE_MORE_LOAD}`,
    };
    const { streamInWorker, awaitedInWorker, stream } = await withPlanted(change, countIn);
    expect(streamInWorker).toEqual({ ...counted.streamInWorker, load: 2 * CALLS });
    expect(awaitedInWorker.calls).toEqual({ ...counted.awaitedInWorker.calls, load: 2 * CALLS });
    expect(stream).toEqual(counted.stream);
  });
});

it('a change that finds nothing to change is refused', async () => {
  const change = { file: 'core/dist/index.js', from: 'No such line.', to: '' };
  await expect(withPlanted(change, countIn)).rejects.toThrow(
    'Expected core/dist/index.js to have `No such line.` once, got 0 times.',
  );
});
