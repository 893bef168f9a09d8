import type { ByteSink } from './byte-sink.js';
import { writeString } from './encode-text.js';
import type { MessageWriter } from './message-writer.js';
import { errorClassOf, isTextPart } from './remote-error.js';
import { TAG_END, TAG_UNDEFINED } from './tags.js';
import { print } from './value-path.js';

const { getOwnPropertyDescriptor, keys, hasOwn } = Object;

/** Class, name, message and stack: all that is needed to make the error. */
export function writeErrorHead({ sink }: MessageWriter, error: Error): void {
  const name = readText(error, 'name');
  sink.writeByte(errorClassOf(error, name));
  writeText(sink, name);
  writeText(sink, readText(error, 'message'));
  writeText(sink, readText(error, 'stack'));
}

/** What an error refers to. A part that throws or cannot be sent is left out: the rest of the error matters more. */
export function writeErrorBody(writer: MessageWriter, error: Error): void {
  writeHidden(writer, error, 'cause');
  writeHidden(writer, error, 'errors');
  const names = keys(error);
  for (let index = 0; index < names.length; index++) writeProperty(writer, error, names[index] as string);
  writer.sink.writeByte(TAG_END);
}

function writeHidden(writer: MessageWriter, error: Error, part: string): void {
  writer.keys[writer.depth] = part;
  if (!isHidden(error, part) || !tryWriteProperty(writer, error, part)) writer.sink.writeByte(TAG_END);
}

/** Those that are listed among the keys go with the other properties. */
function isHidden(error: Error, part: string): boolean {
  return getOwnPropertyDescriptor(error, part)?.enumerable === false;
}

function writeProperty(writer: MessageWriter, error: Error, name: string): void {
  if (isTextPart(name)) return;
  const { sink } = writer;
  const { length } = sink;
  writeString(sink, name);
  writer.keys[writer.depth] = name;
  if (!tryWriteProperty(writer, error, name)) sink.truncate(length);
}

function tryWriteProperty(writer: MessageWriter, error: Error, name: string): boolean {
  let value: unknown;
  try {
    value = (error as unknown as Record<string, unknown>)[name];
  } catch {
    return false;
  }
  return writer.tryWrite(value);
}

function writeText(sink: ByteSink, text: string | undefined): void {
  if (text === undefined) sink.writeByte(TAG_UNDEFINED);
  else writeString(sink, text);
}

/** Errors of old make have `message` or `name` on their prototype: what is read counts, not where it stands. */
function readText(error: Error, part: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const text: unknown = error[part];
    if (text === undefined || (text === '' && !hasOwn(error, part))) return undefined;
    return typeof text === 'string' ? text : print(text);
  } catch {
    return undefined;
  }
}
