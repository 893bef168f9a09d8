/** Gives a message room for `length` bytes in all: where it stands or elsewhere. False, and nothing is changed, where there is none. */
export type Enlarge = (room: Room, length: number) => boolean;

/** A place in memory that is not the encoder's, for a message to be written in, and perhaps the way to a larger one. */
export class Room {
  readonly view: DataView;
  /** The same memory as `view`. */
  readonly bytes: Uint8Array;
  /** Where the message begins: elsewhere, perhaps, after it was given more room. */
  start = 0;
  /** Where its room ends. */
  end = 0;
  readonly #enlarge: Enlarge | undefined;

  /** Without `enlarge` there is never more room than was given first. */
  constructor(view: DataView, bytes: Uint8Array, enlarge?: Enlarge) {
    this.view = view;
    this.bytes = bytes;
    this.#enlarge = enlarge;
  }

  /** Says where the next message goes, or where the one that is being written goes on. */
  place(start: number, end: number): void {
    this.start = start;
    this.end = end;
  }

  /** Asks for room for `length` bytes in all. What is written must be moved along where `start` is another afterwards. */
  enlarge(length: number): boolean {
    return this.#enlarge !== undefined && this.#enlarge(this, length);
  }
}

/** All of an array that nobody else uses, from `start` on. */
export function roomOver(bytes: Uint8Array, start = 0): Room {
  const room = new Room(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes);
  room.place(start, bytes.length);
  return room;
}
