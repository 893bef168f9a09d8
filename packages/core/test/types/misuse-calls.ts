/**
 * Wrong uses of the calls that came after the first release, each of which must be an error of the compiler: `tsc` fails where one is not. Nothing
 * here is run.
 */
import { Pool } from '../../src/index.ts';
import type * as kernels from './kernels.ts';

const pool = new Pool<typeof kernels>(new URL('./kernels.js', import.meta.url));

export const wrongBlockingCalls = (): void => {
  // @ts-expect-error -- the module has no such function
  pool.applySync('cube', [1]);
  // @ts-expect-error -- an argument is missing
  pool.applySync('square');
  // @ts-expect-error -- the result is there: it is no promise
  void pool.applySync('load', ['path']).then(() => {});
  // @ts-expect-error -- an item is a number
  pool.mapSync('square', ['1']);
  // @ts-expect-error -- only one task has a list of what moves
  pool.mapSync('square', [1], { transfer: [] });
};

export const wrongMaps = async (): Promise<void> => {
  // @ts-expect-error -- the module has no such function
  void pool.mapSettled('cube', [1]);
  // @ts-expect-error -- a text is no number
  void pool.mapSettled('square', ['1']);
  // @ts-expect-error -- an outcome is no value
  const [first]: number[] = await pool.mapSettled('square', [1]);
  // @ts-expect-error -- a list lacks its second argument
  void pool.starmapAsync('add', [[1]]);
  void first;
};

export const wrongBroadcasts = async (): Promise<void> => {
  // @ts-expect-error -- the module has no such function
  void pool.broadcast('cube', [1]);
  // @ts-expect-error -- an argument is missing
  void pool.broadcast('square');
  // @ts-expect-error -- every worker gives one
  const one: number = await pool.broadcast('square', [1]);
  // @ts-expect-error -- one call in each worker has no chunks
  void pool.broadcast('square', [1], { chunkSize: 1 });
  // @ts-expect-error -- what is moved to one worker is not there for the next
  void pool.broadcast('square', [1], { transfer: [] });
  void one;
};

export const wrongMethods = (): void => {
  // @ts-expect-error -- the module has no such function
  void pool.task.cube(1);
  // @ts-expect-error -- a text is no number
  void pool.task.square('1');
  // @ts-expect-error -- what a pool has for tasks cannot be replaced
  pool.task = {};
};

export const wrongWatching = (): void => {
  // @ts-expect-error -- numbers are told, not set
  pool.stats().done = 0;
  // @ts-expect-error -- workers are told, not set
  pool.workers = [];
  // @ts-expect-error -- there is no such event
  pool.on('workerDied', () => {});
  // @ts-expect-error -- nothing comes with it
  pool.on('drain', (event: object) => event);
  // @ts-expect-error -- a text is no number of a worker
  pool.on('workerStart', ({ workerIndex }: { workerIndex: string }) => workerIndex);
};
