import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChunkSize, Pool } from '../../dist/index.js';
import { KERNELS } from '../open-pools.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`pool.property: RINGPOOL_SEED=${seed}`);

const SETTINGS = [
  { workers: 1, ringBytes: 65_536 },
  { workers: 2, ringBytes: 4096 },
  { workers: 3, ringBytes: 8192 },
];

const pools: Pool[] = [];

beforeAll(() => {
  pools.push(...SETTINGS.map((options) => new Pool(KERNELS, options)));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.terminate()));
});

const anyPool = fc.integer({ min: 0, max: SETTINGS.length - 1 });
const anyChunkSize: fc.Arbitrary<ChunkSize> = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant('auto' as const));

/** Items that the kernel `fate` gives back, throws, awaits, or dies of. */
type Fate = { readonly kind: 'value' | 'later' | 'throw' | 'exit' | 'large'; readonly value: number };

const aLiving: fc.Arbitrary<Fate> = fc.record({
  kind: fc.constantFrom('value', 'value', 'value', 'later', 'throw', 'large'),
  value: fc.integer(),
});
const aDeath: fc.Arbitrary<Fate> = fc.record({ kind: fc.constant('exit' as const), value: fc.integer() });
const anyFate: fc.Arbitrary<Fate> = fc.oneof({ weight: 30, arbitrary: aLiving }, { weight: 1, arbitrary: aDeath });

/** What a promise of an item has to come to. */
function expected({ kind, value }: Fate): unknown {
  if (kind === 'throw') return `threw ${value}`;
  if (kind === 'exit') return 'lost';
  return kind === 'large' ? 3000 : value;
}

function seen(outcome: PromiseSettledResult<unknown>): unknown {
  if (outcome.status === 'fulfilled') return typeof outcome.value === 'string' ? outcome.value.length : outcome.value;
  const error = outcome.reason as Error & { code?: string };
  return error.code === 'ERR_WORKER_LOST' ? 'lost' : error.message;
}

async function drain(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    const [step] = await Promise.allSettled([iterator.next()]);
    if (step.status === 'fulfilled' && step.value.done === true) return all;
    all.push(step.status === 'fulfilled' ? seen({ status: 'fulfilled', value: step.value.value }) : seen(step));
  }
}

async function* asynchronous<T>(items: readonly T[], pauses: readonly boolean[]): AsyncGenerator<T, void, undefined> {
  for (const [index, item] of items.entries()) {
    if (pauses[index % pauses.length] === true) await new Promise((resolve) => setImmediate(resolve));
    yield item;
  }
}

describe('a map', () => {
  it('gives what Array.prototype.map gives', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, items: readonly number[]): Promise<void> => {
      const results = await pools[pool]!.map('square', items, { chunkSize });
      expect(results).toEqual(items.map((x) => x * x));
    };
    const items = fc.array(fc.double({ noNaN: true }), { maxLength: 300 });
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, items, property), { seed, numRuns: 150 });
  });

  it('gives what was given, whatever the kinds of its items', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, items: readonly unknown[]): Promise<void> => {
      expect(await pools[pool]!.map('echo', items, { chunkSize })).toEqual(items);
    };
    const item = fc.oneof(fc.string({ maxLength: 600 }), fc.integer(), fc.constant(null), fc.array(fc.string()));
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, fc.array(item), property), { seed, numRuns: 100 });
  });

  it('rejects with the lowest failing index', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, items: readonly Fate[]): Promise<void> => {
      const index = items.findIndex(({ kind }) => kind === 'throw');
      const [outcome] = await Promise.allSettled([pools[pool]!.map('fate', items, { chunkSize })]);
      expect(outcome.status).toBe(index < 0 ? 'fulfilled' : 'rejected');
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : { taskIndex: index };
      expect(reason).toMatchObject({ taskIndex: index });
    };
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, fc.array(aLiving), property), { seed, numRuns: 100 });
  });
});

describe('an imap', () => {
  it('gives every item in input order, from inputs of both kinds', async () => {
    const property = async (
      pool: number,
      chunkSize: ChunkSize,
      buffer: number,
      items: readonly Fate[],
      pauses: readonly boolean[],
    ): Promise<void> => {
      const input = pauses.length === 0 ? items : asynchronous(items, pauses);
      const all = await drain(pools[pool]!.imap('fate', input, { chunkSize, buffer }));
      expect(all).toEqual(items.map(expected));
    };
    const buffer = fc.integer({ min: 1, max: 40 });
    const pauses = fc.array(fc.boolean(), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anyPool, anyChunkSize, buffer, fc.array(aLiving, { maxLength: 60 }), pauses, property),
      { seed, numRuns: 100 },
    );
  });

  it('gives every item once when it gives them as they come', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, items: readonly Fate[]): Promise<void> => {
      const all = await drain(pools[pool]!.imapUnordered('fate', items, { chunkSize }));
      expect(all.map(String).sort()).toEqual(items.map((item) => String(expected(item))).sort());
    };
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, fc.array(aLiving), property), { seed, numRuns: 60 });
  });
});

describe('while workers die at random', () => {
  it('every item settles once, and as it should', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, calls: Fate[], items: Fate[]): Promise<void> => {
      const target = pools[pool]!;
      let settlements = 0;
      const count = (): void => {
        settlements += 1;
      };
      const open = calls.map((item) => target.apply('fate', [item]));
      for (const promise of open) promise.then(count, count);
      const [outcomes, all] = await Promise.all([
        Promise.allSettled(open),
        drain(target.imap('fate', items, { chunkSize, buffer: 30 })),
      ]);
      expect(outcomes.map(seen)).toEqual(calls.map(expected));
      expect(all).toEqual(items.map(expected));
      expect(settlements).toBe(calls.length);
    };
    const fates = fc.array(anyFate, { maxLength: 60 });
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, fates, fates, property), { seed, numRuns: 25 });
  });

  it('a map rejects with the lowest index that failed or was lost', async () => {
    const property = async (pool: number, chunkSize: ChunkSize, items: readonly Fate[]): Promise<void> => {
      const index = items.findIndex(({ kind }) => kind === 'throw' || kind === 'exit');
      const [outcome] = await Promise.allSettled([pools[pool]!.map('fate', items, { chunkSize })]);
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : { taskIndex: -1 };
      expect(reason).toMatchObject({ taskIndex: index });
    };
    const fates = fc.array(anyFate, { maxLength: 40 });
    await fc.assert(fc.asyncProperty(anyPool, anyChunkSize, fates, property), { seed, numRuns: 25 });
  });
});

describe('the end of a pool at a random moment', () => {
  it('settles all that was submitted, once', async () => {
    const property = async (how: 'close' | 'terminate', items: readonly Fate[], turns: number): Promise<void> => {
      const pool = new Pool(KERNELS, { workers: 2, ringBytes: 4096 });
      const calls = items.map((item) => pool.apply('fate', [item]));
      const map = pool.map('fate', items, { chunkSize: 3 });
      const iterator = pool.imap('fate', items, { chunkSize: 2 });
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const ended = pool[how]();
      const [outcomes] = await Promise.all([Promise.allSettled(calls), Promise.allSettled([map]), drain(iterator)]);
      const kept = outcomes.map((outcome, index) => {
        const isOver = (outcome as { reason?: { code?: string } }).reason?.code === 'ERR_POOL_TERMINATED';
        return how === 'terminate' && isOver ? expected(items[index]!) : seen(outcome);
      });
      expect(kept).toEqual(items.map(expected));
      await ended;
      expect(pool.size).toBe(0);
    };
    const how = fc.constantFrom('close' as const, 'terminate' as const);
    const items = fc.array(anyFate, { maxLength: 40 });
    await fc.assert(fc.asyncProperty(how, items, fc.integer({ min: 0, max: 60 }), property), { seed, numRuns: 20 });
  });
});
