import type { WaitingRecord } from './backlog.js';

/** Records that only one worker may run, and that its ring has no room for yet: a queue for each worker that has some. */
export class TargetedBacklog {
  readonly #queues = new Map<number, WaitingRecord[]>();
  #length = 0;

  /** How many wait for all workers. */
  get length(): number {
    return this.#length;
  }

  /** The workers that something waits for. */
  workers(): number[] {
    return [...this.#queues.keys()];
  }

  push(worker: number, record: WaitingRecord): void {
    const queue = this.#queues.get(worker);
    if (queue === undefined) this.#queues.set(worker, [record]);
    else queue.push(record);
    this.#length += 1;
  }

  /** Puts records that were taken back before all others of their worker, keeping their order. */
  unshift(worker: number, records: readonly WaitingRecord[]): void {
    if (records.length === 0) return;
    this.#queues.set(worker, [...records, ...(this.#queues.get(worker) ?? [])]);
    this.#length += records.length;
  }

  /** The oldest record of a worker, which stays where it is. */
  peek(worker: number): WaitingRecord | undefined {
    return this.#queues.get(worker)?.[0];
  }

  /** Removes the oldest record of a worker. */
  shift(worker: number): void {
    const queue = this.#queues.get(worker);
    if (queue === undefined) return;
    queue.shift();
    this.#length -= 1;
    if (queue.length === 0) this.#queues.delete(worker);
  }

  /** Removes the records of a worker that is lost, and returns their slots. */
  take(worker: number): number[] {
    const queue = this.#queues.get(worker) ?? [];
    this.#queues.delete(worker);
    this.#length -= queue.length;
    return queue.map((record) => record.slot);
  }

  /** Removes the records of slots that are no longer open. */
  removeClosed(isOpen: (slot: number) => boolean): void {
    for (const [worker, queue] of this.#queues) {
      const kept = queue.filter((record) => isOpen(record.slot));
      this.#length -= queue.length - kept.length;
      if (kept.length === 0) this.#queues.delete(worker);
      else this.#queues.set(worker, kept);
    }
  }

  clear(): void {
    this.#queues.clear();
    this.#length = 0;
  }
}
