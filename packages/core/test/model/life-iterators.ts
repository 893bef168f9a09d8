/** Commands of the lifecycle model that read an iterator. */
import { ChunkedStep, ListStep } from './life-list-step.ts';
import { type Life, type Outcome, outcomeOfError, type Way, Work } from './life-model.ts';
import type { Command, Subject } from './life-step.ts';

/** Reads some of an iterator and goes away. */
export class Leave extends ListStep implements Command {
  readonly #after: number;

  constructor(ways: readonly Way[], after: number) {
    super(ways);
    this.#after = after;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.items();
    const work = new Work(this.toString(), ['dropped'], false, undefined);
    life.add(work);
    for (const way of this.ways) if (life.outcomesOf(way, false)[0] === 'lost') life.willEndWorkers();
    const iterator = pool.imap('live', items, { chunkSize: 2 });
    void leave(iterator, this.#after).then(() => work.outcomes.push('dropped'));
    this.checkState(life, pool);
  }

  override toString(): string {
    return `imap([${this.ways.join(', ')}]) left after ${this.#after}`;
  }
}

async function leave(iterator: AsyncIterator<unknown>, after: number): Promise<void> {
  for (let step = 0; step < after; step += 1) await Promise.allSettled([iterator.next()]);
  await iterator.return?.();
}

/** Reads an iterator to its end. Each item is work of its own, and so is the end. */
export class Imap extends ChunkedStep implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.items();
    // What a closing pool has not taken from the input is not run.
    const works = this.worksOf(items, life, ['notRunning']);
    const iterator = pool.imap('live', items, { chunkSize: this.chunkSize });
    void read(iterator, works, items);
    this.checkState(life, pool);
  }

  override toString(): string {
    return `imap([${this.ways.join(', ')}], ${this.chunkSize})`;
  }
}

async function read(
  iterator: AsyncIterator<unknown>,
  works: readonly Work[],
  items: readonly { readonly value: number }[],
): Promise<void> {
  let place = 0;
  let ending: Outcome | undefined;
  for (;;) {
    try {
      const step = await iterator.next();
      if (step.done === true) break;
      works[place]?.outcomes.push(step.value === items[place]?.value ? 'value' : 'unknown');
      place += 1;
    } catch (error) {
      const outcome = outcomeOfError(error);
      if ((error as { taskIndex?: number }).taskIndex === undefined) {
        if (ending !== undefined) break;
        ending = outcome;
        continue;
      }
      works[place]?.outcomes.push(outcome);
      place += 1;
    }
  }
  for (const work of works.slice(place)) work.outcomes.push(ending ?? 'unknown');
}
