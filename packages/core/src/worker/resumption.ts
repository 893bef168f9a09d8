import type { ClaimingConsumer } from 'atomics-ring';
import type { EventLoop } from './event-loop.js';

/** Leaves the thread to its event loop and comes back: after one turn of it, or when the ring has news. Each is asked for once, however often. */
export class Resumption {
  readonly #ring: ClaimingConsumer;
  readonly #eventLoop: EventLoop;
  readonly #resume: () => void;
  readonly #crash: (error: unknown) => void;
  #isTurning = false;
  #isSleeping = false;

  constructor(ring: ClaimingConsumer, eventLoop: EventLoop, resume: () => void, crash: (error: unknown) => void) {
    this.#ring = ring;
    this.#eventLoop = eventLoop;
    this.#resume = resume;
    this.#crash = crash;
  }

  /** Whether the event loop is owed a turn: until then nothing runs, or promises that settle at once would starve it. */
  get isTurning(): boolean {
    return this.#isTurning;
  }

  /** Goes on after everything that is ready in the event loop. */
  afterTurn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#eventLoop.turn(() => {
      this.#isTurning = false;
      this.#resume();
    });
  }

  /** Goes on when the ring has news, without blocking the thread. */
  onNews(): void {
    if (this.#isSleeping) return;
    this.#isSleeping = true;
    void this.#sleep();
  }

  async #sleep(): Promise<void> {
    try {
      await this.#ring.sleep();
    } catch (error) {
      return this.#crash(error);
    }
    this.#isSleeping = false;
    this.#resume();
  }
}
