/** A row of S4: a kind of value that goes to a worker and comes back. */
export interface Payload {
  readonly title: string;
  /** Tasks open at once: few where a value is large, so that memory is not what is measured. */
  readonly inFlight: number;
  /** Whether the value's memory is moved there and back, instead of copied. */
  readonly isMoved: boolean;
  /** A value of its own for every seed. */
  make(seed: number): unknown;
  /** A check that is cheap beside the task: enough to tell this value from all others of its kind. */
  isIntact(received: unknown, seed: number): boolean;
}
