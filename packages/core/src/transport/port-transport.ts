/**
 * The side channel: what a ring cannot carry goes by a `MessagePort`, numbered, and a record in the ring keeps its place in the order.
 * Both ends read it synchronously, when the record that names the message comes by, so no event loop has to turn.
 */
import { type MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads';

/** What a ring cannot carry of a record's values. */
export interface SideMessage {
  /** Values that only structured clone can carry, named by the encoded bytes, and behind them those bytes where they are too long for a record. */
  readonly content: readonly unknown[];
  /** Parts of them that move: the message can be sent once. */
  readonly transferList: readonly object[];
}

/** Shared buffers with the numbers that later records name them by. */
export type SharedMessage = readonly (readonly [id: number, buffer: SharedArrayBuffer])[];

interface Numbered {
  readonly sequence: number;
  readonly content: unknown;
}

const NOTHING_MOVES: readonly object[] = [];

/** The message is there, and structured clone cannot make its values in this thread. `cause` says why. */
export class UnreadableMessageError extends Error {}

export class PortTransport {
  readonly #port: MessagePort;
  #sent = 0;
  #received = 0;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Sends a message and returns its number. Throws what structured clone throws. */
  send(content: unknown, transferList: readonly object[] = NOTHING_MOVES): number {
    this.#port.postMessage({ sequence: this.#sent + 1, content } satisfies Numbered, transferList as Transferable[]);
    this.#sent += 1;
    return this.#sent;
  }

  /**
   * Takes the message with this number, which was sent before the record that names it was published. Messages before it are thrown
   * away: their records were taken back. Throws `UnreadableMessageError` when its values cannot be made here.
   */
  receive(sequence: number): unknown {
    for (;;) {
      const received = this.#next(sequence);
      if (received === undefined) throw new Error(`Expected message ${sequence} on the side channel, got none.`);
      if (received.message.sequence === sequence) return received.message.content;
      if (received.message.sequence > sequence) {
        throw new Error(`Expected message ${sequence} on the side channel, got ${received.message.sequence}.`);
      }
    }
  }

  /** Messages come in order and without a gap, so one that cannot be read has a number too: it matters only when it is the wanted one. */
  #next(sequence: number): { readonly message: Numbered } | undefined {
    for (;;) {
      try {
        const received: { readonly message: Numbered } | undefined = receiveMessageOnPort(this.#port);
        if (received !== undefined) this.#received = received.message.sequence;
        return received;
      } catch (cause) {
        this.#received += 1;
        if (this.#received < sequence) continue;
        throw new UnreadableMessageError(`Expected message ${sequence} to be readable, it is not.`, { cause });
      }
    }
  }

  close(): void {
    this.#port.close();
  }
}
