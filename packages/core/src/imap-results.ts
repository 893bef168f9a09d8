import { bindToThread } from './codec/thread-bound.js';
import type { ImapJob } from './imap-job.js';
import type { ResultIterator } from './result-iterator.js';

/** Ends jobs whose results nobody can read any more: a `for await` that an item's error left does not say so. */
const abandoned = new FinalizationRegistry<ImapJob<unknown>>((job) => {
  void job.return().catch(() => {});
});

/**
 * What the caller of an `imap` gets. It holds the pool, which is not collected before its results are. The pool holds the job, and never this: so a pool
 * whose iterators nobody holds any more can be collected with them.
 */
export class ImapResults<R> implements ResultIterator<R> {
  readonly #job: ImapJob<R>;
  /** Held, and not used. Structured clone reads it, and throws for it. */
  protected readonly pool: object;

  constructor(job: ImapJob<R>, pool: object) {
    this.#job = job;
    this.pool = pool;
    abandoned.register(this, job);
  }

  next(timeoutMs: number = Infinity): Promise<IteratorResult<R, undefined>> {
    return this.#job.next(timeoutMs, this);
  }

  return(): Promise<IteratorResult<R, undefined>> {
    return this.#job.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

bindToThread(ImapResults.prototype, 'a ResultIterator');
