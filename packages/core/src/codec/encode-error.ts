import { writeString } from './encode-text.js';
import type { MessageWriter } from './message-writer.js';
import { errorClassOf, ERROR_PARTS } from './remote-error.js';
import { TAG_END, TAG_UNDEFINED } from './tags.js';

const { keys, hasOwn } = Object;

/** Class, name, message and stack: all that is needed to make the error. */
export function writeErrorHead(writer: MessageWriter, error: Error): void {
  writer.sink.writeByte(errorClassOf(error));
  for (const part of ['name', 'message', 'stack'] as const) {
    const text = readText(error, part);
    if (text === undefined) writer.sink.writeByte(TAG_UNDEFINED);
    else writeString(writer.sink, text);
  }
}

/** What an error refers to. A part that throws or cannot be sent is left out: the rest of the error matters more. */
export function writeErrorBody(writer: MessageWriter, error: Error): void {
  for (const part of ['cause', 'errors'] as const) {
    writer.keys[writer.depth] = part;
    if (!hasOwn(error, part) || !tryWriteProperty(writer, error, part)) writer.sink.writeByte(TAG_END);
  }
  for (const name of keys(error)) if (!ERROR_PARTS.has(name)) writeProperty(writer, error, name);
  writer.sink.writeByte(TAG_END);
}

function writeProperty(writer: MessageWriter, error: Error, name: string): void {
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

/** Errors of old make have `message` or `name` on their prototype: what is read counts, not where it stands. */
function readText(error: Error, part: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const text: unknown = error[part];
    return text === undefined || (part === 'message' && text === '' && !hasOwn(error, part)) ? undefined : String(text);
  } catch {
    return undefined;
  }
}
