/** Commands of the lifecycle model that end a pool, wait for its end, or let time pass before it. */
import { rejection } from '../rejection.ts';
import type { Life } from './life-model.ts';
import { type Command, Step, type Subject } from './life-step.ts';

export class Close extends Step implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    life.closed();
    void pool.close().then(() => {
      life.isClosed = life.ended === 'close';
    });
    this.checkState(life, pool);
  }

  override toString(): string {
    return 'close()';
  }
}

export class Terminate extends Step implements Command {
  async run(life: Life, pool: Subject): Promise<void> {
    // Between the pool's end and the news of it nothing can be told apart: `closed` stays `closed`.
    if (pool.state === 'closed') life.isClosed = true;
    life.terminated();
    void pool.terminate();
    this.checkState(life, pool);
  }

  override toString(): string {
    return 'terminate()';
  }
}

export class JoinEarly extends Step implements Command {
  override check(life?: Readonly<Life>): boolean {
    return life?.ended === undefined;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const error = (await rejection(pool.join())) as { code?: string };
    if (error.code !== 'ERR_POOL_STILL_RUNNING')
      throw new Error('Expected `join()` to be refused for a running pool.', { cause: error });
    this.checkState(life, pool);
  }

  override toString(): string {
    return 'join() too early';
  }
}

/** Lets the event loop turn: what was begun goes on. */
export class Turns extends Step implements Command {
  readonly #turns: number;

  constructor(turns: number) {
    super();
    this.#turns = turns;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    for (let turn = 0; turn < this.#turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    this.checkState(life, pool);
  }

  override toString(): string {
    return `turns(${this.#turns})`;
  }
}
