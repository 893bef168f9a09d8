/**
 * The results of an `imap`, in input order, or in completion order for `imapUnordered`. An item that failed is thrown by the `next()` that would have
 * given it, and the iterator can be used on; an error of the input comes after the results of all items before it.
 */
export interface ResultIterator<R> extends AsyncIterableIterator<R, undefined> {
  /**
   * The next result. Rejects with the item's error; or after `timeoutMs` with `ResultTimeoutError`, and the same result is given by the
   * next call.
   */
  next(timeoutMs?: number): Promise<IteratorResult<R, undefined>>;

  /** Ends the iteration: drops what is queued and closes the input. Leaving a `for await` early calls it. */
  return(): Promise<IteratorResult<R, undefined>>;

  [Symbol.asyncIterator](): ResultIterator<R>;
}
