import { isDeepStrictEqual } from 'node:util';
import { WrongResultError } from '../verify.js';
import type { Payload } from './payload.js';

/** Gives a value to a worker and returns what came back. */
export type Send = (value: unknown) => PromiseLike<unknown>;

const SEEDS = [0, 1, 7, 12_345];

/** Throws unless values come back as they went, in every bit, alone and all at once. Stands before and after each measurement. */
export async function checkPayload(payload: Payload, send: Send): Promise<void> {
  for (const seed of SEEDS) await checkOne(payload, send, seed);
  await Promise.all(SEEDS.map((seed) => checkOne(payload, send, seed)));
}

async function checkOne(payload: Payload, send: Send, seed: number): Promise<void> {
  const value = payload.make(seed);
  const received = await send(value);
  if (payload.isMoved) checkGone(value);
  if (!payload.isIntact(received, seed) || !isDeepStrictEqual(received, payload.make(seed))) {
    throw new WrongResultError(`Expected ${payload.title} ${seed} to come back as it went, got ${String(received)}.`);
  }
  if (isShared(value)) checkSameMemory(value, received as Float64Array);
}

/** What was moved is no longer here: a copy that passes for a move would be a different thing measured. */
function checkGone(value: unknown): void {
  const { byteLength } = value as Float64Array;
  if (byteLength !== 0) throw new WrongResultError(`Expected moved memory to be gone, got ${byteLength} bytes.`);
}

function isShared(value: unknown): value is Float64Array {
  return value instanceof Float64Array && value.buffer instanceof SharedArrayBuffer;
}

function checkSameMemory(sent: Float64Array, received: Float64Array): void {
  const mark = Math.random();
  sent[0] = mark;
  if (received[0] !== mark) throw new WrongResultError('Expected shared memory to be one and the same on both ways.');
}
