import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { type ApplyOptions, type ImapOptions, type MapOptions, Pool, type PoolOptions } from 'ringpool';
import type { OpenPool, TestedIterator, WholePool } from 'ringpool/testing';

/** A pool with a fault, and where it is found. */
export interface PlantedPool {
  readonly fault: string;
  readonly open: OpenPool;
  /** The theme whose cases are run. */
  readonly theme: string;
  /** Its cases that fail; all others of the theme pass. */
  readonly caughtBy: readonly string[];
  /** Cases of the theme that are not run: with this fault they would wait for ever. */
  readonly hanging?: readonly string[];
}

type Method = (...args: never[]) => unknown;

/** A pool some of whose methods are replaced by others, which get the real ones to work with. */
export function faulty(faults: (pool: WholePool) => Readonly<Partial<Record<keyof WholePool, Method>>>): OpenPool {
  return (module, options) => {
    const pool = new Pool(module, options);
    const replaced = faults(pool);
    return new Proxy(pool, {
      get(target, key) {
        const fault = (replaced as Record<PropertyKey, unknown>)[key];
        const member: unknown = fault ?? Reflect.get(target, key, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  };
}

/** A pool that does not hear some of its options. */
function deafTo(...names: (keyof PoolOptions)[]): OpenPool {
  return (module, options) => {
    const heard = Object.entries(options).filter(([name]) => !names.includes(name as keyof PoolOptions));
    return new Pool(module, Object.fromEntries(heard));
  };
}

function without<T extends object>(options: T | undefined, name: keyof T): T {
  const { [name]: _left, ...rest } = options ?? ({} as T);
  return rest as T;
}

/** An iterator whose results go through something. */
function changed(results: TestedIterator, change: (all: AsyncIterator<unknown>) => AsyncGenerator): TestedIterator {
  const generator = change(results as AsyncIterator<unknown>);
  const iterator: TestedIterator = {
    next: () => generator.next(),
    return: async () => {
      await results.return();
      return generator.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator as AsyncIterator<unknown>,
  };
  return iterator;
}

async function* swapFirstTwo(results: AsyncIterator<unknown>): AsyncGenerator {
  const [first, second] = [await results.next(), await results.next()];
  if (second.done !== true) yield second.value;
  if (first.done !== true) yield first.value;
  for (let step = await results.next(); step.done !== true; step = await results.next()) yield step.value;
}

/** Gives everybody who gets an error of the same text the same object. */
function errorsShared(pool: WholePool): WholePool['apply'] {
  const known = new Map<string, unknown>();
  return (...args) =>
    pool.apply(...args).catch((error: unknown) => {
      const text = String(error);
      if (!known.has(text)) known.set(text, error);
      throw known.get(text);
    });
}

const IN_MAPS: readonly PlantedPool[] = [
  {
    fault: 'loses the last item of a long map',
    open: faulty((pool) => ({
      map: async (...args: Parameters<WholePool['map']>) => {
        const results = await pool.map(...args);
        return results.length < 3000 ? results : results.slice(0, -1);
      },
    })),
    theme: 'map',
    caughtBy: [
      'gives the results in the order of the input',
      'gives them so where the pool chooses the chunks by time',
    ],
  },
  {
    fault: 'rejects a map with the first error to arrive, when others still run',
    open: faulty((pool) => ({
      map: (name: string, items: Iterable<unknown>) =>
        Promise.all(Array.from(items, (item) => pool.apply(name, [item]))),
    })),
    theme: 'an error in a map',
    caughtBy: [
      'is that of the lowest index, which it carries, after every item has run',
      'is that of the lowest index, although a later item failed before',
      'is told when every item has run, and not before',
      'carries its index where what was thrown is any object',
      'tells which item cannot be sent, and the others run',
    ],
  },
  {
    fault: 'tells the index of another item',
    open: faulty((pool) => ({
      map: (...args: Parameters<WholePool['map']>) =>
        pool.map(...args).catch((error: { taskIndex?: number }) => {
          if (error?.taskIndex !== undefined) error.taskIndex += 1;
          throw error;
        }),
    })),
    theme: 'an error in a map',
    caughtBy: [
      'is that of the lowest index, which it carries, after every item has run',
      'carries its index where what was thrown is any object',
      'tells which item cannot be sent, and the others run',
    ],
  },
  {
    fault: 'settles a map by its first error only',
    open: faulty((pool) => ({
      mapSettled: async (...args: Parameters<WholePool['map']>) => {
        const results = await pool.map(...args);
        return results.map((value) => ({ status: 'fulfilled', value }));
      },
    })),
    theme: 'a map that tells every outcome',
    caughtBy: [
      'has a value or a reason for each item, in order',
      'has reasons for what cannot be sent',
      'has a reason for what was lost with its worker',
    ],
  },
];

const IN_ITERATORS: readonly PlantedPool[] = [
  {
    fault: 'swaps two results',
    open: faulty((pool) => ({
      imap: (...args: Parameters<WholePool['imap']>) => changed(pool.imap(...args), swapFirstTwo),
    })),
    theme: 'imap',
    caughtBy: [
      'gives the result of every item',
      'gives them for chunks of any size',
      'gives them where the pool chooses the chunks by time',
      'reads asynchronous inputs',
      'may run beside others',
      'takes as many items as its buffer holds, and no more before one is yielded',
      'sends chunks that its buffer has room for, although they are smaller',
      'answers those who ask at once, each with another result',
    ],
    hanging: [
      'gives a result before the input gives its next item',
      'gives after next(timeoutMs) gave up what it would have given',
    ],
  },
  {
    fault: 'gives results as they come',
    open: faulty((pool) => ({ imap: (...args: Parameters<WholePool['imap']>) => pool.imapUnordered(...args) })),
    theme: 'the order of results',
    caughtBy: ['is that of the input, although a later one is done first'],
  },
  {
    fault: 'reads further than its buffer goes',
    open: faulty((pool) => ({
      imap: (name: string, input: Iterable<unknown>, options?: ImapOptions) =>
        pool.imap(name, input, { ...options, buffer: 1000 }),
    })),
    theme: 'imap',
    caughtBy: [
      'starts to read at the call',
      'takes as many items as its buffer holds, and no more before one is yielded',
      'takes four items for each worker and each place of a chunk where nothing is said',
    ],
  },
];

const IN_CALLS: readonly PlantedPool[] = [
  {
    fault: 'changes its arguments',
    open: faulty((pool) => ({
      apply: (name: string, args: unknown[] = [], options?: ApplyOptions) => {
        const result = pool.apply(name, args, options);
        if (Array.isArray(args) && !Object.isFrozen(args)) args.length = 0;
        return result;
      },
    })),
    theme: 'one task',
    caughtBy: ['leaves its arguments as they were'],
  },
  {
    fault: 'throws what it should reject with',
    open: faulty((pool) => ({
      apply: (name: string, args?: unknown[], options?: ApplyOptions) => {
        if (args !== undefined && !Array.isArray(args)) throw new TypeError('Expected arguments.');
        return pool.apply(name, args, options);
      },
    })),
    theme: 'one task',
    caughtBy: ['rejects, and does not throw, for arguments that are no list'],
  },
  {
    fault: 'sends its arguments later than it is asked to',
    open: faulty((pool) => ({
      apply: async (...args: Parameters<WholePool['apply']>) => {
        await turn();
        return pool.apply(...args);
      },
    })),
    theme: 'a value',
    caughtBy: ['is what it was when it was submitted'],
  },
  {
    fault: 'gives several promises the same error',
    open: faulty((pool) => ({ apply: errorsShared(pool) })),
    theme: 'an error',
    caughtBy: ['is another object for every promise'],
  },
  {
    fault: 'asks one worker where it should ask all',
    open: faulty((pool) => ({
      broadcast: async (...args: Parameters<WholePool['broadcast']>) => [await pool.apply(...args)],
    })),
    theme: 'broadcast',
    caughtBy: [
      'runs once in every worker',
      'gives its results in the order of the workers',
      'reaches workers that have other work',
      'rejects with the error of the first worker, after all have run',
      'rejects for a worker that dies of it',
    ],
  },
];

const IN_SIGNALS_AND_LIMITS: readonly PlantedPool[] = [
  {
    fault: 'does not hear signals',
    open: faulty((pool) => ({
      apply: (name: string, args: unknown[], options?: ApplyOptions) =>
        pool.apply(name, args, without(options, 'signal')),
      map: (name: string, items: Iterable<unknown>, options?: MapOptions) =>
        pool.map(name, items, without(options, 'signal')),
    })),
    theme: 'a signal, for what waits',
    caughtBy: [
      'that has fired before keeps a task from being sent',
      'that has fired before leaves the items of a map and the input of an imap alone',
      'has one listener, however many tasks it has, and none after them',
    ],
    hanging: ['drops a task that waits, at once, and harms no worker', 'drops what is left of a map'],
  },
  {
    fault: 'listens once for each task',
    open: faulty((pool) => ({
      apply: (name: string, args: unknown[], options?: ApplyOptions) => {
        if (options?.signal !== undefined) {
          setMaxListeners(0, options.signal);
          options.signal.addEventListener('abort', () => {});
        }
        return pool.apply(name, args, options);
      },
    })),
    theme: 'a signal, for what waits',
    caughtBy: ['has one listener, however many tasks it has, and none after them'],
  },
  {
    fault: 'lets one item more into its queue',
    open: (module, { queueLimit, ...options }) =>
      new Pool(module, queueLimit === undefined ? options : { ...options, queueLimit: queueLimit + 1 }),
    theme: 'a limit of the queue',
    caughtBy: ['refuses a map that would pass it as a whole'],
    hanging: [
      'refuses a task beyond it, and no other',
      'counts what awaits in a worker as open',
      'may be 0: then nothing waits',
    ],
  },
  {
    fault: 'tries once more than it may',
    open: (module, { retries, ...options }) =>
      new Pool(module, retries === undefined ? options : { ...options, retries: retries + 1 }),
    theme: 'a task that may be tried again',
    caughtBy: [
      'is tried no more often than it may be, and its error tells how often',
      'may be an item of a map, whose others run once',
    ],
  },
];

const IN_LIVES: readonly PlantedPool[] = [
  {
    fault: 'closes too early',
    open: faulty((pool) => ({
      close: () => {
        void pool.close();
        return Promise.resolve();
      },
    })),
    theme: 'close()',
    caughtBy: [
      'lets everything end that was submitted',
      'does not resolve while work is open',
      'resolves when every worker has exited',
      'gives the same promise as join(), and may be called again',
      'ends a pool that never had work',
    ],
  },
  {
    fault: 'can be joined while it is running',
    open: faulty(() => ({ join: () => Promise.resolve() })),
    theme: 'join()',
    caughtBy: ['is refused while the pool is running', 'resolves when all work has ended, and every worker'],
  },
  {
    fault: 'never recycles a worker',
    open: deafTo('maxTasksPerWorker'),
    theme: 'a worker with a number of tasks to run',
    caughtBy: [
      'is replaced when it has run them',
      'is replaced at the end of a chunk, not in it',
      'runs no more than them',
      'has at least one to run',
    ],
  },
  {
    fault: 'never finalizes a worker',
    open: deafTo('finalizer'),
    theme: 'a finalizer',
    caughtBy: ['is run and awaited in every worker that ends by close()', 'is run in a worker that is recycled'],
  },
  {
    fault: 'counts what failed as done',
    open: faulty((pool) => ({
      stats: () => {
        const { done, failed, ...others } = pool.stats();
        return { ...others, done: done + failed, failed: 0 };
      },
    })),
    theme: 'the statistics',
    caughtBy: ['count each item that ended'],
  },
];

export const PLANTED: readonly PlantedPool[] = [
  ...IN_MAPS,
  ...IN_ITERATORS,
  ...IN_CALLS,
  ...IN_SIGNALS_AND_LIMITS,
  ...IN_LIVES,
];
