import { BinaryReader } from './binary-reader.js';

/** Magic number and version. */
const HEADER_BYTES = 8;

export const IMPORT_SECTION = 2;
export const DATA_SECTION = 11;

/** Where a section lies: from the byte of its number on, its content, and up to its end. */
export interface Section {
  readonly begin: number;
  readonly content: number;
  readonly end: number;
}

/** The section of this number, where a module has one. */
export function findSection(bytes: Uint8Array, wanted: number): Section | undefined {
  const reader = new BinaryReader(bytes, HEADER_BYTES);
  while (reader.position < bytes.length) {
    const begin = reader.position;
    const id = reader.readByte();
    const length = reader.readUnsigned();
    const content = reader.position;
    const end = content + length;
    if (id === wanted) return { begin, content, end };
    reader.position = end;
  }
  return undefined;
}
