import { BinaryReader, unsigned } from './binary-reader.js';
import { DATA_SECTION, findSection } from './binary-sections.js';

/** Bytes that a module puts into memory whenever it is instantiated. */
export interface DataSegment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A module whose instances write nothing, and what they would have written. */
export interface SplitModule {
  readonly bytes: Uint8Array;
  readonly segments: readonly DataSegment[];
}

const Segment = { Active: 0, Passive: 1, ActiveInMemory: 2 } as const;
const I32_CONST = 0x41;
const END = 0x0b;

/**
 * Takes out of a module what each of its instances would write into memory: with a shared one, a worker that starts later would undo what others have done
 * there since. Such segments become passive: they keep their numbers, and nothing is written. Throws `TypeError` where the offset of one is not one constant.
 */
export function splitSegments(bytes: Uint8Array): SplitModule {
  const section = findSection(bytes, DATA_SECTION);
  if (section === undefined) return { bytes, segments: [] };
  const reader = new BinaryReader(bytes, section.content);
  const count = reader.readUnsigned();
  const segments: DataSegment[] = [];
  const passive: Uint8Array[] = [Uint8Array.from(unsigned(count))];
  for (let left = count; left > 0; left -= 1) {
    const offset = readPlace(reader);
    const data = reader.readBytes();
    if (offset !== undefined) segments.push({ offset, bytes: data });
    passive.push(Uint8Array.of(Segment.Passive, ...unsigned(data.length)), data);
  }
  if (segments.length === 0) return { bytes, segments };
  const content = Buffer.concat(passive);
  const head = Uint8Array.of(DATA_SECTION, ...unsigned(content.length));
  const rest = bytes.subarray(section.end);
  return { bytes: Buffer.concat([bytes.subarray(0, section.begin), head, content, rest]), segments };
}

/** Where a segment is to be written; `undefined` for one that is passive. */
function readPlace(reader: BinaryReader): number | undefined {
  const kind = reader.readUnsigned();
  if (kind === Segment.Passive) return undefined;
  if (kind === Segment.ActiveInMemory) reader.skipInteger();
  if (reader.readByte() !== I32_CONST) throw notConstant();
  const offset = readSigned(reader) >>> 0;
  if (reader.readByte() !== END) throw notConstant();
  return offset;
}

/** An integer of 32 bits in signed LEB128; its sign is in the last byte. */
function readSigned(reader: BinaryReader): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.readByte();
    value |= (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    return shift < 25 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value;
  }
}

function notConstant(): TypeError {
  return new TypeError(
    'Expected data segments at constant places in the memory, or passive ones, got one whose offset is not one constant.',
  );
}
