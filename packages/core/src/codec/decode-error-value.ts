import { readExtraEntries } from './decode-object.js';
import type { MessageReader } from './message-reader.js';
import { createError, defineHidden } from './remote-error.js';
import { TAG_END, TAG_UNDEFINED } from './tags.js';

const { hasOwn } = Object;

/** Makes the error that comes next; its body follows, at once or later. */
export function readErrorHead(reader: MessageReader): object {
  const number = reader.readByte();
  const name = readText(reader);
  const message = readText(reader);
  const stack = readText(reader);
  const error = createError(number, name, message);
  if (error === undefined) throw reader.damage('a class of errors', `number ${number}`);
  setStack(error as Error, stack);
  return error;
}

/** Newer runtimes keep an error's stack behind an accessor of its own, older ones in a property. Assigning suits both. */
function setStack(error: Error, stack: string | undefined): void {
  if (stack === undefined) delete error.stack;
  else if (hasOwn(error, 'stack')) error.stack = stack;
  else defineHidden(error, 'stack', stack);
}

export function readErrorBody(reader: MessageReader, error: object): void {
  readHidden(reader, error, 'cause');
  readHidden(reader, error, 'errors');
  readExtraEntries(reader, error);
}

function readHidden(reader: MessageReader, error: object, part: string): void {
  const valueTag = reader.readByte();
  if (valueTag !== TAG_END) defineHidden(error, part, reader.readTagged(valueTag));
}

function readText(reader: MessageReader): string | undefined {
  const textTag = reader.readByte();
  return textTag === TAG_UNDEFINED ? undefined : reader.readStringTagged(textTag);
}
