/** A job that goes on sending after its call returned: an `imap`, a `map` in chunks of measured size. */
export interface Feeder {
  /** The pool is closing, or has ended: no more input is taken, or none is sent. Each call of `makeError` gives a fresh error. */
  stopInput(makeError: () => Error): void;
  /** There is room for more items, where the pool limits them. */
  roomMade(): void;
}
