import { importOurs } from '../build-under-test.js';
import type { Effort } from '../scenario.js';
import type * as chunkFunctions from '../tasks/add-one-to-chunk.js';
import type { RunningPool } from './contender.js';
import { piscina } from './piscina.js';
import { CHUNKS_MODULE, TASKS_MODULE } from './task-modules.js';

/** A pool that is ready to run `x + 1` for many numbers. */
export interface RunningMapper {
  map(numbers: readonly number[]): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** A contender of S5. */
export interface Mapper {
  readonly name: string;
  readonly settings: readonly string[];
  /** The most numbers it is given, where a million would take longer than a sample may. A longer queue would not make it faster. */
  readonly mostNumbers?: Readonly<Record<Effort, number>>;
  start(workers: number, setting: string): Promise<RunningMapper>;
}

const ringpool: Mapper = {
  name: 'ringpool',
  settings: ['default'],
  start: async (workers) => {
    const { Pool } = await importOurs('ringpool');
    const pool = new Pool<typeof import('../tasks/add-one.js')>(TASKS_MODULE, { workers });
    return { map: (numbers) => pool.map('addOne', numbers), stop: () => pool.terminate() };
  },
};

/** As its users run over a list: a task per item, all submitted at once. */
const taskPerItem: Mapper = {
  name: 'piscina',
  // The other ways of waiting with one task at a time are near the default, far below these, and would take most of the time.
  settings: piscina.settings.filter((setting) => setting === 'default' || setting.startsWith('16 tasks')),
  mostNumbers: { quick: 5_000, full: 20_000 },
  start: async (workers, setting) => mapWithTasks(await piscina.start(workers, setting)),
};

function mapWithTasks(pool: RunningPool): RunningMapper {
  return { map: (numbers) => Promise.all(numbers.map((x) => pool.addOne(x))), stop: () => pool.stop() };
}

/** Given the very chunks that ringpool and Python cut; how it waits for eight messages makes no difference. */
const sameChunks: Mapper = {
  name: 'piscina, same chunks',
  settings: ['default'],
  start: async (workers) => {
    const pool = await startChunkPool(workers);
    return {
      map: async (numbers) => {
        const chunks = splitIntoChunks(numbers, workers);
        const results = await Promise.all(chunks.map((chunk) => pool.run('addOneToEach', chunk)));
        // Copies whole blocks of memory, where `flat` looks at every number.
        return ([] as number[]).concat(...results);
      },
      stop: () => pool.stop(),
    };
  },
};

/** The same chunks written into memory that moves to the worker and back, and read out of it again: for numbers only, and all by hand. */
const movedChunks: Mapper = {
  name: 'piscina, moved Float64Arrays',
  settings: ['default'],
  start: async (workers) => {
    const pool = await startChunkPool(workers);
    return {
      map: async (numbers) => {
        const chunks = splitIntoChunks(numbers, workers).map((chunk) => new Float64Array(chunk));
        const results = await Promise.all(chunks.map((chunk) => pool.run('addOneInPlace', chunk, [chunk.buffer])));
        return readOut(results, numbers.length);
      },
      stop: () => pool.stop(),
    };
  },
};

function readOut(chunks: readonly Float64Array[], length: number): readonly number[] {
  const results = new Array<number>(length);
  let index = 0;
  for (const chunk of chunks) {
    for (const result of chunk) {
      results[index] = result;
      index += 1;
    }
  }
  return results;
}

interface ChunkPool {
  run<Name extends keyof typeof chunkFunctions>(
    name: Name,
    chunk: Parameters<(typeof chunkFunctions)[Name]>[0],
    transferList?: ArrayBuffer[],
  ): Promise<ReturnType<(typeof chunkFunctions)[Name]>>;
  stop(): Promise<void>;
}

async function startChunkPool(workers: number): Promise<ChunkPool> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: CHUNKS_MODULE.href, minThreads: workers, maxThreads: workers });
  return {
    run: (name, chunk, transferList = []) => pool.run(chunk, { name, transferList }),
    stop: () => pool.destroy(),
  };
}

/** Python's rule, which is ringpool's as well: four chunks per worker, rounded up. */
export function splitIntoChunks(numbers: readonly number[], workers: number): readonly (readonly number[])[] {
  const chunkSize = Math.max(1, Math.ceil(numbers.length / (4 * workers)));
  const count = Math.ceil(numbers.length / chunkSize);
  return Array.from({ length: count }, (_, index) => numbers.slice(index * chunkSize, (index + 1) * chunkSize));
}

/** The loop without threads: what the list and the function alone take. */
const inProcess: Mapper = {
  name: 'in-process',
  settings: ['default'],
  start: async () => ({ map: async (numbers) => numbers.map((x) => x + 1), stop: async () => {} }),
};

export const MAPPERS: readonly Mapper[] = [ringpool, taskPerItem, sameChunks, movedChunks, inProcess];

export function mapperNamed(name: string): Mapper {
  const mapper = MAPPERS.find((one) => one.name === name);
  if (mapper === undefined) {
    throw new RangeError(`Expected a mapper out of ${MAPPERS.map((one) => one.name).join(', ')}, got ${name}.`);
  }
  return mapper;
}
