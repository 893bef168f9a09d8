/** What every command of the lifecycle model is made of: what it needs of a pool, and what it tells of its work. */
import type * as fc from 'fast-check';
import { type Life, type Outcome, outcomeOfError, type Way, type Work } from './life-model.ts';

export interface Options {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly graceMs?: number;
  readonly chunkSize?: number;
  readonly failFast?: boolean;
}

/** What the commands need of a pool; a wrapper with a planted bug has the same form. */
export interface Subject {
  apply(name: string, args: readonly unknown[], options?: Options): PromiseLike<unknown>;
  applyAsync(name: string, args: readonly unknown[], options?: Options): PromiseLike<unknown> & { cancel?(): void };
  map(name: string, items: readonly unknown[], options?: Options): PromiseLike<unknown[]>;
  mapSettled(name: string, items: readonly unknown[], options?: Options): PromiseLike<PromiseSettledResult<unknown>[]>;
  broadcast(name: string, args: readonly unknown[], options?: Options): PromiseLike<unknown[]>;
  imap(name: string, items: Iterable<unknown>, options?: Options): AsyncIterableIterator<unknown>;
  ready(): Promise<void>;
  join(): Promise<void>;
  close(): Promise<void>;
  terminate(): Promise<void>;
  readonly state: string;
  readonly size: number;
}

export type Command = fc.AsyncCommand<Life, Subject>;

/** What a task is to do, and the value that tells it apart. */
export interface Item {
  readonly way: Way;
  readonly value: number;
}

/** Values that tell tasks apart. */
let nextValue = 0;

export function itemOf(way: Way): Item {
  return { way, value: nextValue++ };
}

export function settle(work: Work, result: PromiseLike<unknown>, judge: (value: unknown) => Outcome): void {
  void result.then(
    (value) => work.outcomes.push(judge(value)),
    (error: unknown) => work.outcomes.push(outcomeOfError(error)),
  );
}

export abstract class Step {
  check(): boolean {
    return true;
  }

  /** After every step the pool tells a state that it may have. */
  protected checkState(life: Life, pool: Subject): void {
    if (!life.states.includes(pool.state))
      throw new Error(`Expected a pool that is ${life.states.join(' or ')}, it says ${pool.state}.`);
  }
}
