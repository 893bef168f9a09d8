/** What an `imap` reads from: any iterable, synchronous or not. */
export type Input<T> = Iterable<T> | AsyncIterable<T>;

/** Where an input's items go. Its methods must not throw. */
export interface InputSink<T> {
  /** Items that may be taken now; 0: none. */
  room(): number;
  /** Whether a chunk of so many can be taken: since there was room for it, others may have filled that. */
  hasRoomFor(items: number): boolean;
  /** A chunk of at most `room()` items, not empty; where the reading is finished, whether or not there is room for it. */
  take(items: T[]): void;
  /** The input has ended, by itself or by what it threw. */
  ended(failure?: { readonly error: unknown }): void;
}

/**
 * Reads an input chunk by chunk, never more than there is room for. A synchronous input fills whole chunks; one that keeps its reader waiting has what it
 * gave sent without waiting for the rest of the chunk, because the next item may depend on a result.
 */
export class InputReader<T> {
  readonly #iterator: Iterator<T> | AsyncIterator<T>;
  readonly #isAsync: boolean;
  readonly #sink: InputSink<T>;
  #chunk: T[] = [];
  #isReading = false;
  /** Whether the chunk waits for room: until then nothing more is read. */
  #isHeldBack = false;
  /** How the input ended while its last chunk waits for room. */
  #ending: { readonly failure: { readonly error: unknown } | undefined } | undefined;
  #hasEnded = false;

  /** Throws `TypeError` for what cannot be iterated, and what its iterator method throws. */
  constructor(input: Input<T>, sink: InputSink<T>) {
    const { iterator, isAsync } = iteratorOf(input);
    this.#iterator = iterator;
    this.#isAsync = isAsync;
    this.#sink = sink;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Reads as much as there is room for. Called again when there is more room. */
  read(): void {
    if (this.#isHeldBack) this.#send();
    if (this.#isHeldBack || this.#hasEnded) return;
    if (this.#ending !== undefined) return this.#end(this.#ending.failure);
    if (this.#isReading) return;
    this.#isReading = true;
    if (this.#isAsync) void this.#readAsync();
    else this.#readSync();
  }

  /**
   * Takes no more from the input and closes it, as leaving a `for`-`of` does. Errors of closing are the input's own. An input that keeps its reader waiting
   * is closed when it answers, and not waited for.
   */
  async close(): Promise<void> {
    if (this.#hasEnded) return;
    const isWaiting = this.#isReading;
    this.stop();
    if (isWaiting) this.#closeLater();
    else if (this.#ending === undefined) await this.#iterator.return?.();
  }

  /** Takes no more from the input and closes it; what was taken is sent. */
  finish(): void {
    if (this.#hasEnded) return;
    if (this.#chunk.length > 0) this.#give();
    if (this.#ending !== undefined) return this.#end(this.#ending.failure);
    this.#hasEnded = true;
    this.#closeLater();
  }

  /** Takes no more from the input, and drops what was taken but not sent. */
  stop(): void {
    this.#hasEnded = true;
    this.#chunk = [];
  }

  /** Closes the input where nobody waits for it, or hears of what that throws. */
  #closeLater(): void {
    queueMicrotask(() => {
      void (async () => this.#iterator.return?.())().catch(() => {});
    });
  }

  #readSync(): void {
    try {
      while (!this.#hasEnded && !this.#isHeldBack && this.#fillChunk(this.#sink.room())) this.#send();
    } catch (error) {
      this.#end({ error });
    } finally {
      this.#isReading = false;
    }
  }

  /** Reads up to `room` items. False when there is no room, or nothing more to read. */
  #fillChunk(room: number): boolean {
    while (this.#chunk.length < room) {
      const step = (this.#iterator as Iterator<T>).next();
      if (this.#hasEnded) return false;
      if (step.done === true) {
        this.#end();
        return false;
      }
      this.#chunk.push(step.value);
    }
    return room > 0;
  }

  async #readAsync(): Promise<void> {
    try {
      while (!this.#hasEnded && !this.#isHeldBack && this.#chunk.length < this.#sink.room()) {
        const step = await this.#nextAsync();
        if (this.#hasEnded) return;
        if (step.done === true) return this.#end();
        this.#chunk.push(step.value);
        if (this.#chunk.length >= this.#sink.room()) this.#send();
      }
    } catch (error) {
      this.#end({ error });
    } finally {
      this.#isReading = false;
    }
  }

  /** The next item; while it is waited for, what was read before is sent. */
  async #nextAsync(): Promise<IteratorResult<T>> {
    const sendWhatIsThere = setImmediate(() => this.#send());
    try {
      return await (this.#iterator as AsyncIterator<T>).next();
    } finally {
      clearImmediate(sendWhatIsThere);
    }
  }

  #send(): void {
    if (this.#chunk.length === 0 || this.#hasEnded) return;
    this.#isHeldBack = !this.#sink.hasRoomFor(this.#chunk.length);
    if (!this.#isHeldBack) this.#give();
  }

  #give(): void {
    const chunk = this.#chunk;
    this.#chunk = [];
    this.#sink.take(chunk);
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#send();
    if (this.#hasEnded) return;
    if (this.#chunk.length > 0) {
      this.#ending = { failure };
      return;
    }
    this.#hasEnded = true;
    this.#sink.ended(failure);
  }
}

function iteratorOf<T>(input: Input<T>): { iterator: Iterator<T> | AsyncIterator<T>; isAsync: boolean } {
  const candidate = input as Partial<AsyncIterable<T> & Iterable<T>> | null | undefined;
  const asyncMethod = candidate?.[Symbol.asyncIterator];
  if (typeof asyncMethod === 'function') return { iterator: asyncMethod.call(input), isAsync: true };
  const method = candidate?.[Symbol.iterator];
  if (typeof method === 'function') return { iterator: method.call(input), isAsync: false };
  throw new TypeError(
    `Expected \`iterable\` to be iterable or async iterable, got ${input === null ? 'null' : typeof input}.`,
  );
}
