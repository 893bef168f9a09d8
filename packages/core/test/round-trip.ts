import { Decoder } from '../src/codec/decode.js';
import { Encoder } from '../src/codec/encode.js';
import { roomOver } from '../src/codec/room.js';
import { SharedRegistry } from '../src/transport/shared-registry.js';

/** A message begins at an odd place, as a record's arguments may. */
const OFFSET = 13;

/** An encoder and a decoder that know the same shared buffers, with memory between them as between two threads. */
export class RoundTrip {
  readonly shared = new SharedRegistry(() => {});
  readonly encoder = new Encoder(this.shared);
  readonly decoder = new Decoder(this.shared);
  readonly memory: SharedArrayBuffer;
  readonly view: DataView;
  readonly bytes: Uint8Array;

  constructor(memoryBytes = 65_536) {
    this.memory = new SharedArrayBuffer(memoryBytes);
    this.view = new DataView(this.memory);
    this.bytes = new Uint8Array(this.memory);
  }

  /** The value as the other side gets it; what the memory cannot hold goes by memory of its own. */
  send(value: unknown, rootName = 'value'): unknown {
    const { bytes, view } = this;
    const end = this.encoder.encodeValue(value, rootName, roomOver(bytes, OFFSET));
    const overflow = end < 0 ? this.encoder.takeOverflow() : undefined;
    this.#carryAttachments();
    if (overflow !== undefined) return this.receive(overflow);
    const received = this.decoder.decodeValue(view, bytes, OFFSET, end);
    if (this.decoder.offset !== end) throw new Error(`Expected to read up to ${end}, got to ${this.decoder.offset}.`);
    return received;
  }

  sendArguments(args: readonly unknown[]): unknown[] {
    const end = this.encoder.encodeArguments(args, roomOver(this.bytes, OFFSET));
    this.#carryAttachments();
    return this.decoder.decodeArguments(args.length, this.view, this.bytes, OFFSET, end);
  }

  /** The same by way of a message of its own. */
  sendDetached(value: unknown): unknown {
    const bytes = this.encoder.encodeValueDetached(value, 'value');
    this.#carryAttachments();
    return this.receive(bytes);
  }

  /** What a value's own bytes hold. */
  receive(bytes: Uint8Array): unknown {
    return this.decoder.decodeValue(viewOf(bytes), bytes, 0, bytes.length);
  }

  #carryAttachments(): void {
    const { attachments, transferList } = this.encoder;
    if (attachments.length + transferList.length === 0) return;
    const carried = { attachments, transferList };
    this.decoder.attachments = structuredClone(carried, { transfer: [...transferList] as ArrayBuffer[] }).attachments;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
