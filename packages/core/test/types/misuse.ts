/**
 * Wrong uses, each of which must be an error of the compiler: `tsc` fails where one is not. Nothing here is run.
 */
import { AsyncResult, move, Pool, sharedArray, type TaskProxy } from '../../src/index.ts';
import type * as kernels from './kernels.ts';

const pool = new Pool<typeof kernels>(new URL('./kernels.js', import.meta.url));

export const wrongNames = (): void => {
  // @ts-expect-error -- the module has no such function
  void pool.apply('cube', [1]);
  // @ts-expect-error -- what is no function is no task
  void pool.apply('VERSION', []);
  // @ts-expect-error -- nor is a type
  void pool.apply('Point', []);
  // @ts-expect-error -- a name is a text
  void pool.apply(42, []);
  // @ts-expect-error -- the module has no such function
  void pool.map('cube', [1]);
  // @ts-expect-error -- the module has no such function
  void pool.starmap('cube', [[1]]);
  // @ts-expect-error -- the module has no such function
  void pool.imap('cube', [1]);
};

export const wrongArguments = (): void => {
  // @ts-expect-error -- a text is no number
  void pool.apply('square', ['1']);
  // @ts-expect-error -- arguments come as a list
  void pool.apply('square', 1);
  // @ts-expect-error -- an argument is missing
  void pool.apply('square');
  // @ts-expect-error -- an argument is missing
  void pool.apply('add', [1]);
  // @ts-expect-error -- there is one argument too many
  void pool.apply('add', [1, 2, 3]);
  // @ts-expect-error -- there is none to give
  void pool.apply('now', [1]);
  // @ts-expect-error -- a point has two coordinates
  void pool.apply('norm', [{ x: 1 }]);
  // @ts-expect-error -- a text is no number
  void pool.applyAsync('square', ['1']);
  // @ts-expect-error -- an argument is missing
  void pool.applyAsync('square');
};

export const wrongItems = (): void => {
  // @ts-expect-error -- a text is no number
  void pool.map('square', ['1']);
  // @ts-expect-error -- an item is the argument itself
  void pool.map('square', [[1]]);
  // @ts-expect-error -- a number cannot be iterated
  void pool.map('square', 5);
  // @ts-expect-error -- an item is a list of arguments
  void pool.starmap('add', [1, 2]);
  // @ts-expect-error -- a list lacks its second argument
  void pool.starmap('add', [[1]]);
  // @ts-expect-error -- a map takes no asynchronous input
  void pool.map('square', asynchronousNumbers());
  // @ts-expect-error -- a text is no number
  void pool.imap('square', ['1']);
  // @ts-expect-error -- a text is no number
  void pool.imapUnordered('square', new Set(['1']));
};

export const wrongOptions = (): void => {
  // @ts-expect-error -- an option is misspelt
  void pool.map('square', [1], { chunksize: 1 });
  // @ts-expect-error -- the one word is 'auto'
  void pool.map('square', [1], { chunkSize: 'automatic' });
  // @ts-expect-error -- a map has no buffer
  void pool.map('square', [1], { buffer: 1 });
  // @ts-expect-error -- a buffer is a number
  void pool.imap('square', [1], { buffer: '1' });
  // @ts-expect-error -- values to transfer come as a list
  void pool.apply('square', [1], { transfer: new ArrayBuffer(1) });
  // @ts-expect-error -- a listener takes what progress there is
  void pool.map('square', [1], { onProgress: (percent: number) => percent });
  // @ts-expect-error -- an option is misspelt
  void new Pool('/kernels.js', { worker: 1 });
  // @ts-expect-error -- a number is no text
  void new Pool('/kernels.js', { workers: '1' });
  // @ts-expect-error -- a limit has two numbers
  void new Pool('/kernels.js', { restartLimit: 5 });
  // @ts-expect-error -- a pool needs a module
  void new Pool();
  // @ts-expect-error -- an iterator gives each error in its place: there is no first one to end with
  void pool.imap('square', [1], { failFast: true });
  // @ts-expect-error -- one task has no chunks
  void pool.apply('square', [1], { chunkSize: 1 });
  // @ts-expect-error -- only one task has a list of what moves
  void pool.map('square', [1], { transfer: [] });
  // @ts-expect-error -- a signal, not what sends it
  void pool.apply('square', [1], { signal: new AbortController() });
  // @ts-expect-error -- a time is a number of milliseconds
  void pool.apply('square', [1], { timeoutMs: '1s' });
  // @ts-expect-error -- the option of a call is `timeoutMs`
  void pool.apply('square', [1], { taskTimeoutMs: 1000 });
  // @ts-expect-error -- null is no time
  void pool.map('square', [1], { graceMs: null });
};

export const wrongPoolOptions = (): void => {
  // @ts-expect-error -- the option of a pool is `taskTimeoutMs`
  void new Pool('/kernels.js', { timeoutMs: 1000 });
  // @ts-expect-error -- an initializer is named, not passed
  void new Pool('/kernels.js', { initializer: () => {} });
  // @ts-expect-error -- its arguments come as a list
  void new Pool('/kernels.js', { initializer: 'connect', initargs: 'db' });
  // @ts-expect-error -- a finalizer is named, not passed
  void new Pool('/kernels.js', { finalizer: async () => {} });
  // @ts-expect-error -- the one word is 'auto'
  void new Pool('/kernels.js', { spinMicros: 'none' });
  // @ts-expect-error -- Python's name is not ours
  void new Pool('/kernels.js', { maxtasksperchild: 10 });
  // @ts-expect-error -- a number, which may be Infinity
  void new Pool('/kernels.js', { queueLimit: 'unlimited' });
  // @ts-expect-error -- null is no number
  void new Pool('/kernels.js', { retries: null });
};

export const wrongMethods = (task: TaskProxy<typeof kernels>): void => {
  // @ts-expect-error -- the module has no such function
  void task.cube(1);
  // @ts-expect-error -- what is no function is no task
  void task.VERSION();
  // @ts-expect-error -- a text is no number
  void task.square('1');
  // @ts-expect-error -- arguments are not in a list here
  void task.square([1]);
  // @ts-expect-error -- an argument is missing
  void task.add(1);
  // @ts-expect-error -- tasks cannot be replaced
  task.square = async (x) => x;
};

export const wrongResults = async (): Promise<void> => {
  // @ts-expect-error -- a number is no text
  const text: string = await pool.apply('square', [1]);
  // @ts-expect-error -- a promise of the module's is awaited
  const promise: Promise<Uint8Array>[] = await pool.map('load', ['a']);
  // @ts-expect-error -- results come in a list
  const one: number = await pool.map('square', [1]);
  // @ts-expect-error -- what may be undefined may be undefined
  const number: number = await pool.apply('maybe', [1]);
  // @ts-expect-error -- a handle has no value before it is asked
  const { value } = new AsyncResult(Promise.resolve(1));
  void [text, promise, one, number, value];
};

export const wrongInline = (): void => {
  // @ts-expect-error -- a number is no function
  void Pool.inline({ one: 1 });
  const inline = Pool.inline({ square: (x: number) => x * x });
  // @ts-expect-error -- there is no such function
  void inline.apply('cube', [1]);
  // @ts-expect-error -- a text is no number
  void inline.apply('square', ['1']);
};

export const wrongValues = (): void => {
  // @ts-expect-error -- a plain array is no class of typed arrays
  void sharedArray(Array, 4);
  // @ts-expect-error -- what is transferred comes as a list
  void move({}, new ArrayBuffer(1));
};

async function* asynchronousNumbers(): AsyncGenerator<number> {
  yield 1;
}
