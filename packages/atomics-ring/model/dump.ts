import { UNWATCHED } from './unwatched.ts';

/**
 * Everything reachable from a value, written down in one way only: two values with the same dump cannot be told apart by code that
 * has nothing else. Private fields are seen because the explored sources carry them as public ones. Views of shared memory are
 * left out, because their content is the machine's, and functions, because they are the same in every replay.
 */
export function dump(value: unknown): string {
  return write(value, new Map());
}

function write(value: unknown, seen: Map<object, number>): string {
  if (typeof value === 'function') return 'f';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const number = seen.get(value);
  if (number !== undefined) return `^${number}`;
  seen.set(value, seen.size);
  if (UNWATCHED in value || value instanceof SharedArrayBuffer) return 'm';
  if (ArrayBuffer.isView(value)) return isShared(value) ? 'm' : `[${(value as Uint8Array).join()}]`;
  if (Array.isArray(value)) return `[${value.map((element) => write(element, seen)).join()}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}:${write(field, seen)}`);
  return `{${fields.join()}}`;
}

function isShared(view: ArrayBufferView): boolean {
  return view.buffer instanceof SharedArrayBuffer;
}
