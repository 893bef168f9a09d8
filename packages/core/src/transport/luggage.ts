import type { SideMessage } from './port-transport.js';

/** What travels beside a record's bytes, and must live until the record is done. */
export interface Luggage {
  /** The message that carries what the ring cannot. */
  readonly side: SideMessage | undefined;
  /** The shared buffers that the record names by number, held so that the numbers stay theirs. */
  readonly shared: ReadonlyMap<number, SharedArrayBuffer>;
  /** One of them, which was lent to the record for its values. */
  readonly staged?: SharedArrayBuffer;
}

/** Whether the record can be sent only once, because something in it moves. */
export function movesValues(luggage: Luggage | undefined): boolean {
  return luggage?.side !== undefined && luggage.side.transferList.length > 0;
}
