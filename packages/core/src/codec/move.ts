import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import * as threads from 'node:worker_threads';
import { print } from './value-path.js';

/** What all `Moved` have in common. A bundle and the program it serves may each have a copy of this module, and of the class. */
const MARK = Symbol.for('ringpool.moved');

/** A value that is to be moved, until the encoder unwraps it. */
export class Moved {
  readonly value: unknown;
  readonly transferList: readonly object[];

  constructor(value: unknown, transferList: readonly object[]) {
    this.value = value;
    this.transferList = transferList;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** Whether Node has reserved a buffer to this thread. It tells from Node 21 on. */
const isPinned = (threads as { isMarkedAsUntransferable?: (object: object) => boolean }).isMarkedAsUntransferable;

/** Name of the method by which Node's own classes say that they can be transferred. */
const TRANSFER_SYMBOL = 'messaging_transfer_symbol';

export function isMoved(object: object): object is Moved {
  return MARK in object;
}

/**
 * Marks a value in an argument or a result to be moved to the other thread rather than copied. Without a list, the value itself
 * must be something that can be moved, or a view: then the whole buffer under it goes. What was moved is detached here once the
 * task is submitted.
 *
 * @throws TypeError when there is nothing in it that can be moved.
 */
export function move<T>(value: T, transferList?: readonly object[]): T {
  const list = transferList === undefined ? [movableOf(value)] : [...transferList];
  for (const entry of list) requireMovable(entry);
  return new Moved(value, list) as T;
}

/** Whether structured clone can move this object rather than copy it. */
export function isMovable(value: unknown): value is object {
  if (types.isArrayBuffer(value)) return isPinned?.(value) !== true;
  return value instanceof threads.MessagePort || hasTransferMethod(value);
}

function movableOf(value: unknown): object {
  const candidate: unknown = ArrayBuffer.isView(value) ? value.buffer : value;
  if (isMovable(candidate) && !isPooled(value)) return candidate;
  throw new TypeError(
    `Expected a value that can be moved (an ArrayBuffer, a view of one, a MessagePort) or a list of what to move in it, got ${describe(value)}.`,
  );
}

function describe(value: unknown): string {
  const buffer: unknown = ArrayBuffer.isView(value) ? value.buffer : value;
  if (types.isSharedArrayBuffer(buffer)) return 'shared memory, which is never copied';
  return types.isArrayBuffer(buffer)
    ? 'a part of memory that Node keeps for itself, such as a small Buffer'
    : print(value);
}

/** Small Buffers are parts of one that belongs to Node. Where it does not mark that one, its size gives it away. */
function isPooled(value: unknown): boolean {
  if (isPinned !== undefined || !Buffer.isBuffer(value)) return false;
  return value.buffer.byteLength === Buffer.poolSize && value.byteLength < Buffer.poolSize;
}

function requireMovable(entry: unknown): void {
  if (isMovable(entry)) return;
  throw new TypeError(
    `Expected \`transferList\` to hold ArrayBuffers, MessagePorts and the like, got ${print(entry)}.`,
  );
}

function hasTransferMethod(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  for (let object: object | null = value; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    if (Object.getOwnPropertySymbols(object).some(({ description }) => description === TRANSFER_SYMBOL)) return true;
  }
  return false;
}
