import type { Payload } from './payload.js';

const KB = 1024;
const MB = KB * KB;

type Way = 'copied' | 'moved' | 'shared';

function arrayPayload(bytes: number, way: Way): Payload {
  const length = bytes / Float64Array.BYTES_PER_ELEMENT;
  return {
    title: arrayTitle(bytes, way),
    inFlight: way !== 'shared' && bytes >= MB ? 4 : 64,
    isMoved: way === 'moved',
    make: (seed) => filledArray(way === 'shared' ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes), seed),
    isIntact: (received, seed) =>
      received instanceof Float64Array &&
      received.buffer instanceof SharedArrayBuffer === (way === 'shared') &&
      received.length === length &&
      received[0] === seed &&
      received[length - 1] === seed + length - 1,
  };
}

function filledArray(buffer: ArrayBuffer | SharedArrayBuffer, seed: number): Float64Array {
  const array = new Float64Array(buffer);
  for (let index = 0; index < array.length; index += 1) array[index] = seed + index;
  return array;
}

function arrayTitle(bytes: number, way: Way): string {
  return `${bytes >= MB ? `${bytes / MB} MB` : `${bytes / KB} KB`} Float64Array, ${way}`;
}

/** What time must not depend on: the same shared array, much larger. */
export const SHARED_SMALL: Payload = arrayPayload(8 * KB, 'shared');
export const SHARED_LARGE: Payload = arrayPayload(MB, 'shared');

export const ARRAY_PAYLOADS: readonly Payload[] = [
  arrayPayload(8 * KB, 'copied'),
  arrayPayload(8 * KB, 'moved'),
  arrayPayload(MB, 'copied'),
  arrayPayload(MB, 'moved'),
  SHARED_LARGE,
];
