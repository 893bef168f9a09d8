/** The shared memory of a ring holds what no producer writes: a wrong magic, an impossible length, a position out of order. */
export class RingCorruptError extends Error {
  override readonly name = 'RingCorruptError';
  readonly code = 'ERR_RING_CORRUPT';
}

/** A record was offered to a ring that one side has closed. */
export class RingClosedError extends Error {
  override readonly name = 'RingClosedError';
  readonly code = 'ERR_RING_CLOSED';
}

/** A blocking or asynchronous push found no room in time. */
export class RingTimeoutError extends Error {
  override readonly name = 'RingTimeoutError';
  readonly code = 'ERR_RING_TIMEOUT';
}
