import { BinaryReader } from './binary-reader.js';
import { findSection, IMPORT_SECTION } from './binary-sections.js';

/** What a module says of the memory it imports. No runtime tells it of a compiled module. */
export interface MemoryLimits {
  /** In pages. */
  readonly initial: number;
  readonly maximum: number | undefined;
  readonly isShared: boolean;
  readonly is64Bit: boolean;
}

const Kind = { Function: 0, Table: 1, Memory: 2, Global: 3, Tag: 4 } as const;

/** The first memory that a module imports. */
export function memoryImport(bytes: Uint8Array): MemoryLimits | undefined {
  const section = findSection(bytes, IMPORT_SECTION);
  if (section === undefined) return undefined;
  const reader = new BinaryReader(bytes, section.content);
  for (let left = reader.readUnsigned(); left > 0; left -= 1) {
    reader.readBytes();
    reader.readBytes();
    const kind = reader.readByte();
    if (kind === Kind.Memory) return readLimits(reader);
    skipImport(reader, kind);
  }
  return undefined;
}

function skipImport(reader: BinaryReader, kind: number): void {
  if (kind === Kind.Function) return reader.skipInteger();
  if (kind === Kind.Tag) {
    reader.readByte();
    return reader.skipInteger();
  }
  skipType(reader);
  if (kind === Kind.Table) readLimits(reader);
  else reader.readByte();
}

/** Types are a byte, but references to a type that has a number: a byte and that number. */
function skipType(reader: BinaryReader): void {
  const type = reader.readByte();
  if (type === 0x63 || type === 0x64) reader.skipInteger();
}

function readLimits(reader: BinaryReader): MemoryLimits {
  const flags = reader.readByte();
  const initial = reader.readUnsigned();
  const maximum = (flags & 1) === 0 ? undefined : reader.readUnsigned();
  return { initial, maximum, isShared: (flags & 2) !== 0, is64Bit: (flags & 4) !== 0 };
}
