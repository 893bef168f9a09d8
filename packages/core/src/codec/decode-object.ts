import type { MessageReader } from './message-reader.js';
import { TAG_END } from './tags.js';

const { defineProperty } = Object;

/** Properties of a plain object, up to the end mark. */
export function readEntries(reader: MessageReader, object: object): void {
  for (let nameTag = reader.readByte(); nameTag !== TAG_END; nameTag = reader.readByte()) {
    setOwn(object as Record<string, unknown>, reader.readName(nameTag), reader.read());
  }
}

/** Values for the names of a shape. */
export function readShaped(reader: MessageReader, object: object, names: readonly string[]): void {
  for (let index = 0; index < names.length; index++) {
    const valueTag = reader.readByte();
    if (valueTag === TAG_END) continue;
    setOwn(object as Record<string, unknown>, names[index] as string, reader.readTagged(valueTag));
  }
}

/** Properties of an object that has some already, which must not be called or changed by the new ones. */
export function readExtraEntries(reader: MessageReader, object: object): void {
  for (let nameTag = reader.readByte(); nameTag !== TAG_END; nameTag = reader.readByte()) {
    const name = reader.readName(nameTag);
    if (name === 'length' && Array.isArray(object)) reader.fail('the name of a property', name);
    defineOwn(object, name, reader.read());
  }
}

/** Assigns, which is quick, but for the name that has a meaning of its own and for those that a frozen prototype forbids. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') return defineOwn(object, name, value);
  try {
    object[name] = value;
  } catch {
    defineOwn(object, name, value);
  }
}

function defineOwn(object: object, name: string, value: unknown): void {
  defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
}

export function readMapBody(reader: MessageReader, map: Map<unknown, unknown>): void {
  const size = reader.readUint32();
  for (let index = 0; index < size; index++) {
    const key = reader.read();
    map.set(key, reader.read());
  }
}

export function readSetBody(reader: MessageReader, set: Set<unknown>): void {
  const size = reader.readUint32();
  for (let index = 0; index < size; index++) set.add(reader.read());
}

export function readRegExp(reader: MessageReader): RegExp {
  const source = reader.readString();
  const flags = reader.readString();
  try {
    return new RegExp(source, flags);
  } catch {
    throw reader.damage('a regular expression', `/${source}/${flags}`);
  }
}

export function readBigInt(reader: MessageReader): bigint {
  const isNegative = reader.readByte() === 1;
  const digits = reader.readString();
  if (!/^[\da-f]+$/.test(digits)) throw reader.damage('hexadecimal digits', 'others');
  const magnitude = BigInt(`0x${digits}`);
  return isNegative ? -magnitude : magnitude;
}

export function readBoxed(reader: MessageReader): object {
  const primitive = reader.read();
  if (typeof primitive === 'object' || primitive === undefined) throw reader.damage('a primitive', typeof primitive);
  return Object(primitive) as object;
}
