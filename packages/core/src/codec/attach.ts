import { types } from 'node:util';
import { SerializationError } from '../errors.js';
import { isDetached } from './encode-binary.js';
import type { MessageWriter } from './message-writer.js';
import { isMovable, type Moved } from './move.js';
import { print } from './value-path.js';

/**
 * Objects of the runtime's own go beside the bytes, by structured clone. It is tried here first: what it refuses (a port that is not
 * moved, a promise) must be refused now, with its place, and not when the message is on its way.
 */
export function attachHost(writer: MessageWriter, object: object): void {
  if (writer.moved?.has(object) !== true) {
    try {
      structuredClone(object);
    } catch (cause) {
      throw writer.refusal(object, 'a value that can be sent', cause);
    }
  }
  writer.attach(object);
}

/** Writes what `move` was given; what is to be moved in it goes beside the bytes wherever it is met. */
export function writeMoved(writer: MessageWriter, moved: Moved): void {
  for (const object of moved.transferList) {
    if (isGone(object)) throw writer.refusal(object, 'a buffer that was not moved before');
    writer.addMoved(object);
  }
  writer.write(moved.value);
}

/** Moves what the caller of a task lists beside its arguments. */
export function moveListed(writer: MessageWriter, transferList: readonly unknown[]): void {
  transferList.forEach((object, index) => {
    if (!isMovable(object) || isGone(object)) {
      throw new SerializationError(
        `Expected \`transfer[${index}]\` to be a value that can be moved, got ${print(object)}.`,
      );
    }
    writer.addMoved(object);
  });
}

function isGone(object: object): boolean {
  return types.isArrayBuffer(object) && object.byteLength === 0 && isDetached(object);
}
