import { readEntries } from './decode-object.js';
import type { MessageReader } from './message-reader.js';
import { createError, defineHidden } from './remote-error.js';
import { TAG_END, TAG_UNDEFINED } from './tags.js';

/** Makes the error that comes next; its body follows, at once or later. */
export function readErrorHead(reader: MessageReader): object {
  const number = reader.readByte();
  const [name, message, stack] = [readText(reader), readText(reader), readText(reader)];
  const error = createError(number, name, message);
  if (error === undefined) throw reader.damage('a class of errors', `number ${number}`);
  if (stack === undefined) delete (error as Error).stack;
  defineHidden(error, 'stack', stack);
  return error;
}

export function readErrorBody(reader: MessageReader, error: object): void {
  for (const part of ['cause', 'errors'] as const) {
    const valueTag = reader.readByte();
    if (valueTag !== TAG_END) defineHidden(error, part, reader.readTagged(valueTag));
  }
  readEntries(reader, error);
}

function readText(reader: MessageReader): string | undefined {
  const textTag = reader.readByte();
  return textTag === TAG_UNDEFINED ? undefined : reader.readStringTagged(textTag);
}
