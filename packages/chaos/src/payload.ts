import { move } from 'ringpool';
import { ANSWER, type Item, taskOf, WebAssembly } from './answer.js';

/** What travels with a task besides its number, each kind by another way. */
export const PAYLOADS = ['none', 'text', 'object', 'big', 'shared', 'moved', 'module'] as const;
export type PayloadKind = (typeof PAYLOADS)[number];

const BIG_BYTES = 20_000;
const BIG_SPREAD = 90_000;

/** `(module (func (export "answer") (result i32) (i32.const 42)))`: what only structured clone can send. */
const WASM_ANSWER = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0, 10,
  6, 1, 4, 0, 65, 42, 11,
]);
const answering: object = new WebAssembly.Module(WASM_ANSWER);

type Make = (task: number, shared: Int32Array) => unknown;
type Check = (value: unknown, task: number, shared: Int32Array) => boolean;

/** What is sent, and whether what came back is right. */
const KINDS: Readonly<Record<Exclude<PayloadKind, 'none'>, { readonly make: Make; readonly check: Check }>> = {
  text: { make: textOf, check: (value, task) => value === textOf(task) },
  object: { make: objectOf, check: (value, task) => isSameObject(value, objectOf(task)) },
  big: { make: bigOf, check: (value, task) => isSameBytes(value, bigOf(task)) },
  shared: { make: (_, shared) => shared, check: (value, task, shared) => isSameMemory(value, shared, task) },
  moved: { make: (task) => move(movedOf(task)), check: (value, task) => isSameBytes(value, movedBackOf(task)) },
  module: { make: () => answering, check: (value) => value === ANSWER },
};

/** The argument of a task. `shared` is memory that the tasks of a job share: a cell for each. */
export function itemOf(kind: PayloadKind, task: number, shared: Int32Array): Item {
  return kind === 'none' ? task : { task, value: KINDS[kind].make(task, shared) };
}

/** Whether `result` is what the task has to give. */
export function isRight(kind: PayloadKind, task: number, result: unknown, shared: Int32Array): boolean {
  if (taskOf(result) !== task) return false;
  if (kind === 'none') return typeof result === 'number';
  return KINDS[kind].check((result as { value: unknown }).value, task, shared);
}

function textOf(task: number): string {
  return `${task} `.repeat(task % 150);
}

function objectOf(task: number): { id: number; when: Date; names: Map<string, number>; list: unknown[] } {
  const names = new Map([[`task ${task}`, task]]);
  return { id: task, when: new Date(task), names, list: [null, undefined, -task, BigInt(task), `${task}`] };
}

function bigOf(task: number): Uint8Array {
  return new Uint8Array(BIG_BYTES + ((task * 7919) % BIG_SPREAD)).fill(task);
}

function movedOf(task: number): Uint8Array {
  return new Uint8Array(100 + (task % 3000)).fill(task);
}

/** The kernel adds one to the first byte. */
function movedBackOf(task: number): Uint8Array {
  const bytes = movedOf(task);
  bytes[0] = (bytes[0]! + 1) & 255;
  return bytes;
}

function isSameObject(value: unknown, expected: ReturnType<typeof objectOf>): boolean {
  const { id, when, names, list } = value as Partial<typeof expected>;
  if (id !== expected.id || when?.getTime() !== expected.when.getTime() || names?.size !== 1) return false;
  return [...expected.names].every(([name, number]) => names.get(name) === number) && isSameList(list, expected.list);
}

function isSameList(list: readonly unknown[] | undefined, expected: readonly unknown[]): boolean {
  return list?.length === expected.length && expected.every((value, index) => Object.is(value, list[index]));
}

function isSameBytes(value: unknown, expected: Uint8Array): boolean {
  return value instanceof Uint8Array && Buffer.compare(value, expected) === 0;
}

/** What this thread writes is seen through the view that came back, and the task's own mark is there. */
function isSameMemory(value: unknown, shared: Int32Array, task: number): boolean {
  if (!(value instanceof Int32Array) || value.length !== shared.length) return false;
  const cell = task % shared.length;
  if (Atomics.load(value, cell) !== task) return false;
  Atomics.store(shared, cell, -task);
  const isSeen = Atomics.load(value, cell) === -task;
  Atomics.store(shared, cell, task);
  return isSeen;
}
