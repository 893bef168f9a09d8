import type { Input } from '../src/input-reader.ts';
import { ImapJob, type IteratorSettings } from '../src/imap-job.ts';
import { ImapResults } from '../src/imap-results.ts';
import type { Job } from '../src/job-table.ts';

/** The pool as an iterator sees it: tasks are done when the test says so. */
export class FakePool {
  readonly chunks: { firstItem: number; items: unknown[] }[] = [];
  job!: Job;
  chunkSize = 1;
  droppings = 0;
  inputEndings = 0;
  ends = 0;
  queueRoom = Infinity;
  queueCapacity = Infinity;
  imap!: ImapJob<unknown>;

  open(
    input: Input<unknown>,
    settings: Partial<IteratorSettings> = {},
    start: 'now' | 'later' = 'now',
  ): ImapResults<unknown> {
    this.imap = new ImapJob<unknown>(
      input,
      { isOrdered: true, buffer: undefined, workers: 2, progress: undefined, limits: undefined, ...settings },
      {
        submit: (job, firstItem, items) => {
          this.job = job;
          this.chunks.push({ firstItem, items });
          this.queueRoom -= items.length;
        },
        chunkSize: () => this.chunkSize,
        drop: () => {
          this.droppings += 1;
        },
        queueRoom: () => this.queueRoom,
        queueCapacity: this.queueCapacity,
        over: () => {
          this.ends += 1;
        },
        inputEnded: () => {
          this.inputEndings += 1;
        },
      },
    );
    if (start === 'now') this.imap.start();
    return new ImapResults(this.imap, this);
  }

  get taken(): number {
    return this.chunks.reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Items are done, each with the value ten times its index. */
  finish(...items: number[]): void {
    for (const item of items) this.job.itemDone(item, item * 10);
  }
}

/** An input without an end. */
export function* naturals(): Generator<number> {
  for (let number = 0; ; number += 1) yield number;
}

export async function collect(iterator: ImapResults<unknown>, count: number): Promise<unknown[]> {
  const values: unknown[] = [];
  for (let index = 0; index < count; index += 1) values.push((await iterator.next()).value);
  return values;
}

/** What an iterator gives at its end. */
export const DONE = { done: true, value: undefined };
