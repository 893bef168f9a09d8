import { timerDelay } from './timer-delay.js';

const now: () => number = performance.now.bind(performance);

interface Deadline {
  readonly at: number;
  readonly passed: () => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** Time limits of things, one each, that hold no event loop. A thread that blocks, so that no timer fires, asks for `check` itself. */
export class Deadlines<Thing> {
  readonly #deadlines = new Map<Thing, Deadline>();

  /** Calls `passed` after `millis`, unless the limit is cleared or set anew before. */
  set(thing: Thing, millis: number, passed: () => void): void {
    this.clear(thing);
    const at = now() + millis;
    const timer = millis === Infinity ? undefined : setTimeout(() => this.#pass(thing), timerDelay(millis)).unref();
    this.#deadlines.set(thing, { at, passed, timer });
  }

  has(thing: Thing): boolean {
    return this.#deadlines.has(thing);
  }

  clear(thing: Thing): void {
    clearTimeout(this.#deadlines.get(thing)?.timer);
    this.#deadlines.delete(thing);
  }

  clearAll(): void {
    for (const thing of [...this.#deadlines.keys()]) this.clear(thing);
  }

  /** Milliseconds to the next limit: at least 0, `Infinity` when there is none. */
  get nextInMs(): number {
    let next = Infinity;
    for (const { at } of this.#deadlines.values()) next = Math.min(next, at);
    return Math.max(0, next - now());
  }

  /** Does what the timers of limits that have passed would do. */
  check(): void {
    const time = now();
    for (const [thing, deadline] of [...this.#deadlines])
      // What passes may set others anew.
      if (deadline.at <= time && this.#deadlines.get(thing) === deadline) this.#pass(thing);
  }

  #pass(thing: Thing): void {
    const deadline = this.#deadlines.get(thing);
    this.clear(thing);
    deadline?.passed();
  }
}

/** Calls back when the event loop has heard of what has happened by now: due timers come before the news of ends. */
export function afterEvents(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
