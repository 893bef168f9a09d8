import { types } from 'node:util';
import { isDetached } from './encode-binary.js';
import type { MessageWriter } from './message-writer.js';
import { isMovable, type Moved } from './move.js';

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
export function attachMoved(writer: MessageWriter, moved: Moved): void {
  addMoved(writer, moved.transferList);
  writer.write(moved.value);
}

export function addMoved(writer: MessageWriter, transferList: readonly object[]): void {
  writer.moved ??= new Set();
  for (const object of transferList) {
    if (!isMovable(object)) throw writer.refusal(object, 'a value that can be moved');
    if (types.isArrayBuffer(object) && object.byteLength === 0 && isDetached(object)) {
      throw writer.refusal(object, 'a buffer that was not moved before');
    }
    writer.moved.add(object);
    writer.addTransfer(object);
  }
}
