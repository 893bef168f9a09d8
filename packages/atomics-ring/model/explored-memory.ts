/** Stands in for `src/memory.ts`: views that report every plain access to the machine. */
import { HEADER_BYTES } from '../src/layout.ts';
import { machine } from './machine.ts';
import { UNWATCHED } from './unwatched.ts';
import { wordName } from './word-names.ts';

interface Range {
  readonly buffer: SharedArrayBuffer;
  readonly offset: number;
  readonly length: number;
}

function plain<T>(name: string, { buffer, offset, length }: Range, isWrite: boolean, run: () => T): T {
  const start = machine.address(buffer, offset);
  return machine.take<T>({
    kind: 'access',
    text: `${name} of ${length} bytes at ${offset - HEADER_BYTES}`,
    start,
    end: start + length,
    isWrite,
    isPlain: true,
    run,
    operand: 0,
  });
}

/** The header's words: a plain access by index is reported, and the explored atomics take it like a typed array. */
export function headerWords(buffer: SharedArrayBuffer): Int32Array {
  const words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  return watched(words, (index) => `header's ${wordName(words, index)}:`) as Int32Array;
}

export function dataNumbers(buffer: SharedArrayBuffer): Float64Array {
  return watched(new Float64Array(buffer, HEADER_BYTES), () => 'slot:') as Float64Array;
}

function watched(elements: Int32Array | Float64Array, nameOf: (index: number) => string): unknown {
  const size = elements.BYTES_PER_ELEMENT;
  const rangeOf = (index: number): Range => ({
    buffer: elements.buffer as SharedArrayBuffer,
    offset: elements.byteOffset + index * size,
    length: size,
  });
  return new Proxy(elements, {
    has: (target, key) => key === UNWATCHED || key in target,
    get(target, key) {
      if (key === UNWATCHED) return target;
      const index = indexOf(key);
      if (index === undefined) return Reflect.get(target, key, target) as unknown;
      return plain(`${nameOf(index)} read`, rangeOf(index), false, () => target[index]);
    },
    set(target, key, value: number) {
      const index = indexOf(key);
      if (index === undefined) return false;
      plain(`${nameOf(index)} write ${value}`, rangeOf(index), true, () => void (target[index] = value));
      return true;
    },
  });
}

function indexOf(key: string | symbol): number | undefined {
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : undefined;
}

/** What the rings and the bodies of the scenarios use of a `DataView`. */
export function dataView(buffer: SharedArrayBuffer): DataView {
  const view = new DataView(buffer, HEADER_BYTES);
  const rangeOf = (offset: number): Range => ({ buffer, offset: HEADER_BYTES + offset, length: 4 });
  const explored = {
    [UNWATCHED]: view,
    getInt32: (offset: number, little: boolean): number =>
      plain('read', rangeOf(offset), false, () => view.getInt32(offset, little)),
    setInt32: (offset: number, value: number, little: boolean): void =>
      plain(`write ${value}`, rangeOf(offset), true, () => view.setInt32(offset, value, little)),
  };
  return explored as unknown as DataView;
}

/** What the rings use of a `Uint8Array`. */
export function dataBytes(buffer: SharedArrayBuffer): Uint8Array {
  const bytes = new Uint8Array(buffer, HEADER_BYTES);
  const explored = {
    [UNWATCHED]: bytes,
    set(source: Uint8Array, offset: number): void {
      const copy = source.slice();
      plain('write', { buffer, offset: HEADER_BYTES + offset, length: copy.length }, true, () =>
        bytes.set(copy, offset),
      );
    },
    slice(start: number, end: number): Uint8Array {
      return plain('read', { buffer, offset: HEADER_BYTES + start, length: end - start }, false, () =>
        bytes.slice(start, end),
      );
    },
  };
  return explored as unknown as Uint8Array;
}
