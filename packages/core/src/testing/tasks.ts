/** The functions that the cases run: plain ones, for any pool that can load a module. */
import type { FileHandle } from 'node:fs/promises';
import { type MessagePort, threadId } from 'node:worker_threads';
import { createFlags, Flag, raise as raiseFlag, raised, raisedCount, raisedSync } from './flags.js';

export const VERSION = 'not a function';

export const square = (x: number): number => x * x;
export const add = (a: number, b: number): number => a + b;
export const list = (...args: unknown[]): unknown[] => args;
export const countArguments = (...args: unknown[]): number => args.length;
export const echo = (value: unknown): unknown => value;
export const nothing = (): void => {};
export const thread = (): number => threadId;

/* Tasks that await. */

/** Gives the value some turns of the event loop later. */
export async function later(value: unknown, turns: number = 1): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return value;
}

/** Gives no promise, but what can be awaited like one. */
export function thenable(value: unknown): object {
  // oxlint-disable-next-line unicorn/no-thenable -- that it is one is the point
  return { then: (resolve: (value: unknown) => void) => resolve(value) };
}

let open = 0;
/** Gives how many calls of it were open in this thread while it awaited. */
export async function countOpen(): Promise<number> {
  open += 1;
  let most = open;
  for (let turn = 0; turn < 5; turn += 1) {
    await later(undefined);
    most = Math.max(most, open);
  }
  open -= 1;
  return most;
}

/* Tasks that meet in shared memory. */

/** Raises a flag. */
export const raise = (flags: Int32Array, index?: number): number => raiseFlag(flags, index);

/** Says that it has started, and awaits its release. */
export async function hold(flags: Int32Array): Promise<number> {
  raiseFlag(flags);
  await raised(flags, Flag.Released);
  return threadId;
}

/** As `hold`, and nothing else happens in its thread meanwhile. */
export function block(flags: Int32Array): number {
  raiseFlag(flags);
  raisedSync(flags, Flag.Released);
  return threadId;
}

/** Never ends by itself, nor lets its thread do anything else. */
export function spin(flags?: Int32Array): never {
  if (flags !== undefined) raiseFlag(flags);
  for (;;);
}

/** What an item of a map is to do. It says that it has started where it has flags. */
export interface Step {
  readonly does: 'give' | 'fail' | 'hold' | 'failWhenReleased' | 'exit' | 'spin';
  readonly value?: unknown;
  readonly flags?: Int32Array;
}

/** Does as it is told. */
export function act({ does, value, flags }: Step): unknown {
  if (flags !== undefined) raiseFlag(flags);
  if (does === 'fail') throw new RangeError(`failed: ${String(value)}`);
  if (does === 'exit') process.exit(3);
  if (does === 'spin') for (;;);
  if (does === 'give') return value;
  return afterRelease(does === 'failWhenReleased', value, flags ?? createFlags());
}

async function afterRelease(fails: boolean, value: unknown, flags: Int32Array): Promise<unknown> {
  await raised(flags, Flag.Released);
  if (fails) throw new RangeError(`failed: ${String(value)}`);
  return value;
}

/* Errors. */

export function failOdd(x: number): number {
  if (x % 2 === 1) throw new RangeError(`odd: ${x}`);
  return x;
}

export function throwValue(value: unknown): never {
  throw value;
}

export function throwUnsendable(kind: 'symbol' | 'function'): never {
  // oxlint-disable-next-line typescript/only-throw-error -- what is thrown need not be an error
  throw kind === 'symbol' ? Symbol('thrown') : () => 'thrown';
}

export async function failLater(message: string): Promise<never> {
  await later(undefined);
  throw new Error(message);
}

export function failWithCause(): never {
  const error = new TypeError('outer', { cause: new RangeError('inner') });
  throw Object.assign(error, { code: 'E_RICH', details: { retry: [1, 2] } });
}

export function failManifold(): never {
  throw new AggregateError([new Error('one'), new RangeError('two')], 'several');
}

/** An own property of the error throws when it is read. */
export function failWithGetter(): never {
  throw Object.defineProperty(new Error('has a getter'), 'hidden', {
    enumerable: true,
    get: () => {
      throw new Error('getter');
    },
  });
}

export function overflow(depth: number = 0): number {
  return overflow(depth + 1) + 1;
}

/* Values. */

export const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length % 251);
export const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);
export const bytesUnder = (view: Uint8Array): number => view.buffer.byteLength;
export const classOf = (value: object): string => value.constructor.name;
export const answer = (module: unknown): unknown => new wasm.Instance(module).exports['answer']?.();
export const sharedNumbers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

/** Gives back the same shared memory under another view, after a mark of its own. */
export function mark(view: DataView, value: number): Uint8Array {
  view.setUint8(0, value);
  return new Uint8Array(view.buffer);
}

/** Says something by a port, and closes it. */
export function say(port: MessagePort, text: string): void {
  port.postMessage(text);
  port.close();
}

export async function fileSize(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  await handle.close();
  return size;
}

/** What no copy can be made of. */
export function unsendable(kind: 'function' | 'symbol' | 'weak map'): unknown {
  return { function: { deep: [() => 1] }, symbol: Symbol('result'), 'weak map': new WeakMap() }[kind];
}

/** Changes what it was given. */
export function change(value: { list: number[] }): number[] {
  value.list.push(0);
  return value.list;
}

/* Ends of threads. */

export const exit = (code: number = 0): never => process.exit(code);

export async function exitLater(code: number): Promise<never> {
  await later(undefined);
  process.exit(code);
}

/** Throws an exception that belongs to no task, while it awaits for ever. */
export function throwAside(message: string): Promise<never> {
  return new Promise(() => {
    setImmediate(() => {
      throw new Error(message);
    });
  });
}

/** Ends its thread for the text that says so; gives back all else. */
export const exitOn = (value: unknown): unknown => (value === 'exit' ? process.exit(3) : value);

/** Ends its thread until so many have tried it. */
export function exitUntil(flags: Int32Array, attempt: number): number {
  const count = raiseFlag(flags);
  return count < attempt ? process.exit(3) : count;
}

let isWatched = false;
/** As `hold`, and has a flag raised in the last moments of its thread. */
export function watchEnd(flags: Int32Array): Promise<number> {
  if (!isWatched) process.once('exit', () => raiseFlag(flags, Flag.Other));
  isWatched = true;
  return hold(flags);
}

/* Lives of workers. */

let prepared: unknown;
/** An initializer that awaits, and leaves what it was given behind. */
export async function prepare(flags: Int32Array, value: unknown): Promise<void> {
  await later(undefined, 3);
  prepared = value;
  raiseFlag(flags);
}
export const givePrepared = (): unknown => prepared;

/** An initializer that fails until so many have tried it. */
export function prepareOrFail(flags: Int32Array, attempt: number): void {
  const count = raiseFlag(flags);
  if (count < attempt) throw new RangeError(`not prepared: attempt ${count}`);
}

let finished: Int32Array | undefined;
/** Leaves behind what the finalizer raises. */
export function finishWith(flags: Int32Array): void {
  finished = flags;
}
/** A finalizer that awaits. */
export async function finish(): Promise<void> {
  await later(undefined, 3);
  if (finished !== undefined) raiseFlag(finished, Flag.Other);
}

const kept: unknown[] = [];
/** Fills the heap of its worker, and gives the thread. */
export function keepMegabytes(count: number): number {
  for (let megabyte = 0; megabyte < count; megabyte += 1) {
    kept.push(Array.from({ length: 2 ** 17 }, (_, index) => index + 0.5));
  }
  return threadId;
}

/** How often a flag is raised by now. */
export const countRaised = (flags: Int32Array, index: number): number => raisedCount(flags, index);

/** The types of Node do not tell of WebAssembly. */
interface Wasm {
  readonly Instance: new (module: unknown) => { readonly exports: Record<string, (() => unknown) | undefined> };
}
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

/* Kernels: they take a range, or a block of an array. */

/** Counts each step of a range. */
export function countSteps(begin: number, end: number, counts: Int32Array): void {
  for (let step = begin; step < end; step += 1) Atomics.add(counts, step, 1);
}

/** Fills the output with the squares of the block's elements. */
export function squareBlock(part: Float64Array, _offset: number, output: Float64Array): void {
  for (let index = 0; index < part.length; index += 1) output[index] = part[index]! ** 2;
}

/** Fills the output with places in the whole array, and so many more. */
export function placesOf(part: Float64Array, offset: number, output: Uint32Array, more: number): void {
  for (let index = 0; index < part.length; index += 1) output[index] = offset + index + more;
}

/** A sum that rounds, so that its bits tell in which order it was made. */
export const sumBlock = (part: Float64Array): number => part.reduce((total, value) => total + value, 0);

/** The block in words, which say where it lies: put together in another order they are another text. */
export const blockText = (part: Float64Array, offset: number): string => `${offset}-${offset + part.length} `;

export const joinTexts = (left: string, right: string): string => left + right;

/** Sums up to each element. */
export function sumsOfBlock(part: Float64Array, output: Float64Array, carry: number | undefined): number {
  let total = 0;
  for (let index = 0; index < part.length; index += 1) {
    total += part[index]!;
    output[index] = (carry ?? 0) + total;
  }
  return total;
}

/** Throws in the blocks that hold one of these steps. */
export function throwAt(begin: number, end: number, steps: readonly number[]): void {
  for (const step of steps) if (begin <= step && step < end) throw new RangeError(`step ${step}`);
}
