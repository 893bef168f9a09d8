/** Commands of the lifecycle model that map. */
import { ChunkedStep, ListStep, settleTogether } from './life-list-step.ts';
import { type Life, type Outcome, outcomeOfError, Work } from './life-model.ts';
import type { Command, Subject } from './life-step.ts';

export class MapAll extends ChunkedStep implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.items();
    const first = this.ways.map((way) => life.outcomesOf(way, false)[0]!).find((outcome) => outcome !== 'value');
    const deaths = this.ways.filter((way) => life.outcomesOf(way, false)[0] === 'lost').length;
    life.willEndWorkers(deaths);
    const work = new Work(
      this.toString(),
      [life.ended === undefined ? (first ?? 'value') : 'notRunning'],
      false,
      undefined,
    );
    life.add(work);
    settleTogether(work, pool.map('live', items, { chunkSize: this.chunkSize }), items);
    this.checkState(life, pool);
  }

  override toString(): string {
    return `map([${this.ways.join(', ')}], ${this.chunkSize})`;
  }
}

/** Rejects with the first failure to arrive, and drops the rest. */
export class MapFailFast extends ListStep implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.items();
    const outcomes = this.ways.map((way) => life.outcomesOf(way, false)[0]!);
    const failures = outcomes.filter((outcome) => outcome !== 'value');
    life.willEndWorkers(outcomes.filter((outcome) => outcome === 'lost').length);
    const work = new Work(this.toString(), failures.length > 0 ? failures : ['value'], false, undefined);
    life.add(work);
    settleTogether(work, pool.map('live', items, { failFast: true, chunkSize: 2 }), items);
    this.checkState(life, pool);
  }

  override toString(): string {
    return `map([${this.ways.join(', ')}], failFast)`;
  }
}

/** Tells of every item. */
export class MapSettled extends ChunkedStep implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.items();
    const works = this.worksOf(items, life);
    void pool.mapSettled('live', items, { chunkSize: this.chunkSize }).then(
      (settled) => {
        for (const [index, work] of works.entries()) work.outcomes.push(outcomeOf(settled[index], items[index]!.value));
      },
      (error: unknown) => {
        for (const work of works) work.outcomes.push(outcomeOfError(error));
      },
    );
    this.checkState(life, pool);
  }

  override toString(): string {
    return `mapSettled([${this.ways.join(', ')}], ${this.chunkSize})`;
  }
}

function outcomeOf(settled: PromiseSettledResult<unknown> | undefined, value: number): Outcome {
  if (settled === undefined) return 'unknown';
  if (settled.status === 'rejected') return outcomeOfError(settled.reason);
  return settled.value === value ? 'value' : 'unknown';
}
