/** Commands of the lifecycle model that give a pool a list of items. */
import { type Life, type Outcome, type Way, Work } from './life-model.ts';
import { type Item, itemOf, settle, Step } from './life-step.ts';

export abstract class ListStep extends Step {
  protected readonly ways: readonly Way[];

  constructor(ways: readonly Way[]) {
    super();
    this.ways = ways;
  }

  abstract override toString(): string;

  protected items(): Item[] {
    return this.ways.map((way) => itemOf(way));
  }
}

export abstract class ChunkedStep extends ListStep {
  protected readonly chunkSize: number;

  constructor(ways: readonly Way[], chunkSize: number) {
    super(ways);
    this.chunkSize = chunkSize;
  }

  /** Each item is work of its own. */
  protected worksOf(items: readonly Item[], life: Life, alsoAllowed: readonly Outcome[] = []): Work[] {
    return items.map(({ way }, index) => {
      const allowed = [...life.outcomesOf(way, false), ...alsoAllowed];
      const work = new Work(`item ${index} of ${this.toString()}`, allowed, false, undefined);
      if (work.allowed.has('lost')) life.willEndWorkers();
      life.add(work);
      return work;
    });
  }
}

/** The items are one piece of work, which gives the value of each. */
export function settleTogether(work: Work, result: PromiseLike<unknown>, items: readonly Item[]): void {
  const values = items.map(({ value }) => value);
  settle(work, result, (given) => (JSON.stringify(given) === JSON.stringify(values) ? 'value' : 'unknown'));
}
