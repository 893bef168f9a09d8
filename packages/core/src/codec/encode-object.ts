import type { ByteSink } from './byte-sink.js';
import { writeString } from './encode-text.js';
import type { MessageWriter } from './message-writer.js';
import { NO_SHAPE } from './shape-table.js';
import { TAG_BOXED, TAG_DATE, TAG_END, TAG_NEW_SHAPE, TAG_OBJECT, TAG_REGEXP, TAG_SHAPE } from './tags.js';

const { keys, hasOwn } = Object;
const bindCall = Function.prototype.bind.bind(Function.prototype.call) as <This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
) => (self: This, ...args: Args) => Result;

const forEachInMap = bindCall(Map.prototype.forEach) as (
  map: object,
  f: (value: unknown, key: unknown) => void,
) => void;
const forEachInSet = bindCall(Set.prototype.forEach) as (set: object, f: (value: unknown) => void) => void;
const timeOf = bindCall(Date.prototype.getTime);

/**
 * Writes an object with its tag: own enumerable properties in their order; getters are read. One that another getter removed is left out. Names that the
 * message has twice are a shape, and written no third time.
 */
export function writePlainBody(writer: MessageWriter, object: object): void {
  const names = keys(object);
  // Most messages have one object, for which nothing is gained by remembering.
  if (writer.identities.count > 1 && writeShaped(writer, object, names)) return;
  writer.sink.writeByte(TAG_OBJECT);
  writeNamed(writer, object, names);
}

/** Writes nothing, and returns false, where the names are no shape. */
function writeShaped(writer: MessageWriter, object: object, names: readonly string[]): boolean {
  const { shapes, sink } = writer;
  const nextShape = shapes.count;
  const shape = shapes.meet(names);
  if (shape === NO_SHAPE) return false;
  if (shape === nextShape) writeNewShape(sink, names);
  else writeShape(sink, shape);
  writeValues(writer, object, names);
  return true;
}

function writeNewShape(sink: ByteSink, names: readonly string[]): void {
  sink.writeByte(TAG_NEW_SHAPE);
  sink.writeByte(names.length);
  for (let index = 0; index < names.length; index++) writeString(sink, names[index] as string);
}

function writeShape(sink: ByteSink, shape: number): void {
  sink.writeByte(TAG_SHAPE);
  sink.writeByte(shape);
}

function writeValues(writer: MessageWriter, object: object, names: readonly string[]): void {
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = (object as Record<string, unknown>)[name];
    writer.keys[writer.depth] = name;
    if (value === undefined && !hasOwn(object, name)) writer.sink.writeByte(TAG_END);
    else writer.write(value);
  }
}

export function writeNamed(writer: MessageWriter, object: object, names: readonly string[]): void {
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = (object as Record<string, unknown>)[name];
    if (value === undefined && !hasOwn(object, name)) continue;
    writeString(writer.sink, name);
    writer.keys[writer.depth] = name;
    writer.write(value);
  }
  writer.sink.writeByte(TAG_END);
}

export function writeMapBody(writer: MessageWriter, map: ReadonlyMap<unknown, unknown>): void {
  const parts: unknown[] = [];
  forEachInMap(map, (value, key) => {
    parts[parts.length] = key;
    parts[parts.length] = value;
  });
  writer.sink.writeUint32(parts.length / 2);
  writeParts(writer, parts);
}

export function writeSetBody(writer: MessageWriter, set: ReadonlySet<unknown>): void {
  const parts: unknown[] = [];
  forEachInSet(set, (value) => {
    parts[parts.length] = value;
  });
  writer.sink.writeUint32(parts.length);
  writeParts(writer, parts);
}

/** Taken before the first is written: a getter inside may change the collection. */
function writeParts(writer: MessageWriter, parts: readonly unknown[]): void {
  for (let index = 0; index < parts.length; index++) {
    writer.keys[writer.depth] = index;
    writer.write(parts[index]);
  }
}

export function writeDate(sink: ByteSink, date: Date): void {
  sink.writeByte(TAG_DATE);
  sink.writeFloat64(timeOf(date));
}

const sourceOf = bindCall(Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get as (this: RegExp) => string);
const flagsOf = bindCall(Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags')?.get as (this: RegExp) => string);

export function writeRegExp(sink: ByteSink, regExp: RegExp): void {
  sink.writeByte(TAG_REGEXP);
  writeString(sink, sourceOf(regExp));
  writeString(sink, flagsOf(regExp));
}

const unboxers = [Number, String, Boolean, BigInt].map((type) =>
  bindCall(type.prototype.valueOf as (this: object) => unknown),
);

/** What is in the box. A boxed symbol cannot be sent. */
export function writeBoxed(writer: MessageWriter, box: object): void {
  for (let index = 0; index < unboxers.length; index++) {
    const unbox = unboxers[index] as (box: object) => unknown;
    let primitive: unknown;
    try {
      primitive = unbox(box);
    } catch {
      continue;
    }
    writer.sink.writeByte(TAG_BOXED);
    return writer.write(primitive);
  }
  throw writer.refusal(box, 'a value that can be sent');
}
