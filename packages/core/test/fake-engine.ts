import { setImmediate as turn } from 'node:timers/promises';
import { AbortSignals } from '../src/abort-signals.ts';
import type { RecordItems } from '../src/dispatcher.ts';
import type { Engine } from '../src/engine.ts';
import type { Feeder } from '../src/feeder.ts';
import type { Job } from '../src/job-table.ts';
import type { PoolState } from '../src/lifecycle.ts';
import { BlockStatistics } from '../src/numeric/block-statistics.ts';

export interface SentChunk {
  readonly job: Job;
  readonly kind: number;
  readonly firstItem: number;
  readonly items: readonly unknown[];
  isDone: boolean;
}

export interface SentCall {
  readonly job: Job;
  readonly args: readonly unknown[];
  readonly transfer: readonly object[] | undefined;
}

/** An engine that takes note of what it is given; the test says what is done. It has one function, `square`. */
export class FakeEngine {
  readonly options: { workers: number; taskTimeoutMs: number } = { workers: 2, taskTimeoutMs: Infinity };
  readonly signals: AbortSignals = new AbortSignals();
  readonly blockStatistics = new BlockStatistics();
  readonly chunks: SentChunk[] = [];
  readonly blocks: RecordItems[] = [];
  /** Jobs that no worker is to have let go of, and what is told of it. */
  readonly awaited: Job[] = [];
  readonly calls: SentCall[] = [];
  readonly feeders = new Set<Feeder>();
  readonly cancelled: Job[] = [];
  readonly dropped: Job[] = [];
  state: PoolState = 'running';
  measured: number | undefined;
  reachable: number[] = [0, 1];
  queueRoom = Infinity;
  queueCapacity = Infinity;
  /** Items that are counted though not sent. */
  unsent = 0;
  unsentDropped = 0;
  mayBlock = true;
  mostUnderWay = 0;
  /** What sending everywhere throws. */
  unsendable: Error | undefined;
  /** What is done while a caller blocks, step by step; then its time is over. */
  whileBlocked: (() => void)[] = [];
  flushes = 0;
  /** How often chunks were sent together. */
  feedsTogether = 0;
  #underWay = 0;

  get asEngine(): Engine {
    return this as unknown as Engine;
  }

  readonly admission = (({ readRoom, readCapacity, countUnsent }) => ({
    functionId: functionIdOf,
    variantOf: (name: string) => functionIdOf(name),
    countUnsent,
    get room() {
      return readRoom();
    },
    get capacity() {
      return readCapacity();
    },
  }))({
    readRoom: () => this.queueRoom,
    readCapacity: () => this.queueCapacity,
    countUnsent: (items: number) => void (this.unsent += items),
  });

  refusal(): Error {
    return new Error(`it is ${this.state}`);
  }

  refusalOf(name: string, items: number): Error | undefined {
    if (this.state !== 'running') return this.refusal();
    if (functionIdOf(name) === undefined) return new Error(`no ${name}`);
    return items > this.queueRoom ? new Error(`no room for ${items}`) : undefined;
  }

  measuredNanos(): number | undefined {
    return this.measured;
  }

  together(send: () => void): void {
    this.feedsTogether += 1;
    send();
  }

  addFeeder(feeder: Feeder): void {
    this.feeders.add(feeder);
  }

  removeFeeder(feeder: Feeder): void {
    this.feeders.delete(feeder);
  }

  dropUnsent(items: number): void {
    this.unsent -= items;
    this.unsentDropped += items;
  }

  checkMayBlock(): void {
    if (!this.mayBlock) throw new Error('it must not block');
  }

  sendCall(job: Job, name: string, args: readonly unknown[], transfer: readonly object[] | undefined): void {
    const refusal = this.refusalOf(name, 1);
    if (refusal === undefined) this.calls.push({ job, args, transfer });
    else job.itemFailed(0, refusal);
  }

  sendEverywhere(job: Job, _name: string, args: readonly unknown[], workers: readonly number[]): void {
    if (this.unsendable !== undefined) throw this.unsendable;
    for (const _ of workers) this.calls.push({ job, args, transfer: undefined });
  }

  sendChunk(job: Job, _functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    this.chunks.push({ job, kind, firstItem, items, isDone: false });
    this.#underWay += items.length;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
  }

  /** The blocks are items of a chunk, each with its number as its result. */
  sendItems(job: Job, functionId: number, kind: number, blocks: RecordItems): void {
    const { firstItem, count } = blocks;
    this.blocks.push(blocks);
    this.sendChunk(job, functionId, kind, firstItem, range(count));
  }

  async released(job: Job): Promise<void> {
    this.awaited.push(job);
  }

  cancel(job: Job, makeError: () => Error): void {
    this.cancelled.push(job);
    job.cancel(makeError);
  }

  drop(job: Job): void {
    this.dropped.push(job);
  }

  block(_job: Job, isOver: () => boolean, _timeoutMs: number): boolean {
    while (!isOver()) {
      const step = this.whileBlocked.shift();
      if (step === undefined) return false;
      step();
    }
    return true;
  }

  flushCancelled(): void {
    this.flushes += 1;
  }

  get sizes(): number[] {
    return this.chunks.map(({ items }) => items.length);
  }

  /** The oldest chunk that is not done is, each item with itself as its result. False when there is none. */
  finishOne(): boolean {
    const chunk = this.chunks.find(({ isDone }) => !isDone);
    if (chunk === undefined) return false;
    chunk.isDone = true;
    this.#underWay -= chunk.items.length;
    for (const [index, item] of chunk.items.entries()) chunk.job.itemDone(chunk.firstItem + index, item);
    return true;
  }

  /** Everything sent is done. */
  async finishAll(): Promise<void> {
    while (this.finishOne()) await turn();
  }
}

function functionIdOf(name: string): number | undefined {
  return name === 'square' ? 0 : undefined;
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
