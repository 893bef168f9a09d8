/** What is done to a pool in the lifecycle model: each command does it to the pool, and tells the model. */
import * as fc from 'fast-check';
import { rejection } from '../rejection.ts';
import { ENDLESS, type Life, type Outcome, outcomeOfError, type Way, Work } from './life-model.ts';

interface Options {
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

type Cancellable = PromiseLike<unknown> & { cancel(): void };

export type Command = fc.AsyncCommand<Life, Subject>;

/** What the pool has that is driven: some of it may be missing in an earlier one. */
export interface Abilities {
  readonly stops: boolean;
  readonly timeouts: boolean;
}

/** Long beside any turn of the event loop, short beside a test. */
const TIMEOUT_MILLIS = 40;

/** Values that tell tasks apart. */
let nextValue = 0;

function settle(work: Work, result: PromiseLike<unknown>, judge: (value: unknown) => Outcome): void {
  void result.then(
    (value) => work.outcomes.push(judge(value)),
    (error: unknown) => work.outcomes.push(outcomeOfError(error)),
  );
}

abstract class Step {
  check(): boolean {
    return true;
  }

  /** After every step the pool tells a state that it may have. */
  protected checkState(life: Life, pool: Subject): void {
    if (!life.states.includes(pool.state))
      throw new Error(`Expected a pool that is ${life.states.join(' or ')}, it says ${pool.state}.`);
  }
}

class Apply extends Step implements Command {
  readonly #way: Way;
  readonly #stopBy: 'signal' | 'cancel' | 'timeout' | undefined;
  readonly #graceMs: number;

  constructor(way: Way, stopBy: 'signal' | 'cancel' | 'timeout' | undefined, graceMs: number = 0) {
    super();
    this.#graceMs = graceMs;
    this.#way = way;
    this.#stopBy = stopBy;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const value = nextValue++;
    const isTimed = this.#stopBy === 'timeout';
    const isEndless = ENDLESS.includes(this.#way);
    const allowed = life.outcomesOf(this.#way, isTimed && isEndless);
    if (allowed[0] === 'lost' || allowed[0] === 'timedOut') life.willEndWorkers();
    const controller = new AbortController();
    const options: Options = {
      ...(this.#stopBy !== undefined && { graceMs: this.#graceMs }),
      ...(this.#stopBy === 'signal' && { signal: controller.signal }),
      ...(isTimed && isEndless && { timeoutMs: TIMEOUT_MILLIS }),
    };
    const item = { way: this.#way, value };
    const isHandled = this.#stopBy === 'cancel';
    const result = isHandled ? pool.applyAsync('live', [item], options) : pool.apply('live', [item], options);
    const stop = isHandled ? () => (result as Cancellable).cancel() : () => controller.abort();
    const work = new Work(
      `${this.toString()} ${value}`,
      allowed,
      isEndless,
      this.#stopBy === undefined || isTimed ? undefined : stop,
    );
    life.add(work);
    settle(work, result, (given) => (given === value ? 'value' : 'unknown'));
    this.checkState(life, pool);
  }

  override toString(): string {
    return `apply(${this.#way}${this.#stopBy === undefined ? '' : `, ${this.#stopBy}`})`;
  }
}

class MapAll extends Step implements Command {
  readonly #ways: readonly Way[];
  readonly #chunkSize: number;

  constructor(ways: readonly Way[], chunkSize: number) {
    super();
    this.#ways = ways;
    this.#chunkSize = chunkSize;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.#ways.map((way) => ({ way, value: nextValue++ }));
    const first = this.#ways.map((way) => life.outcomesOf(way, false)[0]!).find((outcome) => outcome !== 'value');
    const deaths = this.#ways.filter((way) => life.outcomesOf(way, false)[0] === 'lost').length;
    life.willEndWorkers(deaths);
    const work = new Work(
      this.toString(),
      [life.ended === undefined ? (first ?? 'value') : 'notRunning'],
      false,
      undefined,
    );
    life.add(work);
    const values = items.map(({ value }) => value);
    settle(work, pool.map('live', items, { chunkSize: this.#chunkSize }), (given) =>
      JSON.stringify(given) === JSON.stringify(values) ? 'value' : 'unknown',
    );
    this.checkState(life, pool);
  }

  override toString(): string {
    return `map([${this.#ways.join(', ')}], ${this.#chunkSize})`;
  }
}

/** Rejects with the first failure to arrive, and drops the rest. */
class MapFailFast extends Step implements Command {
  readonly #ways: readonly Way[];

  constructor(ways: readonly Way[]) {
    super();
    this.#ways = ways;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.#ways.map((way) => ({ way, value: nextValue++ }));
    const outcomes = this.#ways.map((way) => life.outcomesOf(way, false)[0]!);
    const failures = outcomes.filter((outcome) => outcome !== 'value');
    life.willEndWorkers(outcomes.filter((outcome) => outcome === 'lost').length);
    const work = new Work(this.toString(), failures.length > 0 ? failures : ['value'], false, undefined);
    life.add(work);
    const values = items.map(({ value }) => value);
    settle(work, pool.map('live', items, { failFast: true, chunkSize: 2 }), (given) =>
      JSON.stringify(given) === JSON.stringify(values) ? 'value' : 'unknown',
    );
    this.checkState(life, pool);
  }

  override toString(): string {
    return `map([${this.#ways.join(', ')}], failFast)`;
  }
}

/** Tells of every item. */
class MapSettled extends Step implements Command {
  readonly #ways: readonly Way[];
  readonly #chunkSize: number;

  constructor(ways: readonly Way[], chunkSize: number) {
    super();
    this.#ways = ways;
    this.#chunkSize = chunkSize;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.#ways.map((way) => ({ way, value: nextValue++ }));
    const works = items.map(({ way }, index) => {
      const work = new Work(`item ${index} of ${this.toString()}`, life.outcomesOf(way, false), false, undefined);
      if (work.allowed.has('lost')) life.willEndWorkers();
      life.add(work);
      return work;
    });
    void pool.mapSettled('live', items, { chunkSize: this.#chunkSize }).then(
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
    return `mapSettled([${this.#ways.join(', ')}], ${this.#chunkSize})`;
  }
}

function outcomeOf(settled: PromiseSettledResult<unknown> | undefined, value: number): Outcome {
  if (settled === undefined) return 'unknown';
  if (settled.status === 'rejected') return outcomeOfError(settled.reason);
  return settled.value === value ? 'value' : 'unknown';
}

/** One task in every worker. A worker that dies before it ran it has lost it. */
class Broadcast extends Step implements Command {
  readonly #way: Way;

  constructor(way: Way) {
    super();
    this.#way = way;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const value = nextValue++;
    const allowed = new Set(life.outcomesOf(this.#way, false));
    if (allowed.has('lost')) life.willEndWorkers(life.workers);
    if (!allowed.has('notRunning')) allowed.add('lost');
    // There may be no worker at this moment: then it is run by none.
    if (allowed.has('lost') || allowed.has('thrown')) allowed.add('value');
    const work = new Work(`${this.toString()} ${value}`, allowed, false, undefined);
    life.add(work);
    settle(work, pool.broadcast('live', [{ way: this.#way, value }]), (given) =>
      (given as unknown[]).every((one) => one === value) ? 'value' : 'unknown',
    );
    this.checkState(life, pool);
  }

  override toString(): string {
    return `broadcast(${this.#way})`;
  }
}

/** Reads some of an iterator and goes away. */
class Leave extends Step implements Command {
  readonly #ways: readonly Way[];
  readonly #after: number;

  constructor(ways: readonly Way[], after: number) {
    super();
    this.#ways = ways;
    this.#after = after;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.#ways.map((way) => ({ way, value: nextValue++ }));
    const work = new Work(this.toString(), ['dropped'], false, undefined);
    life.add(work);
    for (const way of this.#ways) if (life.outcomesOf(way, false)[0] === 'lost') life.willEndWorkers();
    const iterator = pool.imap('live', items, { chunkSize: 2 });
    void leave(iterator, this.#after).then(() => work.outcomes.push('dropped'));
    this.checkState(life, pool);
  }

  override toString(): string {
    return `imap([${this.#ways.join(', ')}]) left after ${this.#after}`;
  }
}

async function leave(iterator: AsyncIterator<unknown>, after: number): Promise<void> {
  for (let step = 0; step < after; step += 1) await Promise.allSettled([iterator.next()]);
  await iterator.return?.();
}

/** Reads an iterator to its end. Each item is work of its own, and so is the end. */
class Imap extends Step implements Command {
  readonly #ways: readonly Way[];
  readonly #chunkSize: number;

  constructor(ways: readonly Way[], chunkSize: number) {
    super();
    this.#ways = ways;
    this.#chunkSize = chunkSize;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const items = this.#ways.map((way) => ({ way, value: nextValue++ }));
    const works = items.map(({ way }, index) => {
      const work = new Work(`item ${index} of ${this.toString()}`, life.outcomesOf(way, false), false, undefined);
      if (work.allowed.has('lost')) life.willEndWorkers();
      // What a closing pool has not taken from the input is not run.
      work.allowed.add('notRunning');
      life.add(work);
      return work;
    });
    const iterator = pool.imap('live', items, { chunkSize: this.#chunkSize });
    void read(iterator, works, items);
    this.checkState(life, pool);
  }

  override toString(): string {
    return `imap([${this.#ways.join(', ')}], ${this.#chunkSize})`;
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

/** Aborts or cancels one of the pieces of work that can be. */
class StopOne extends Step implements Command {
  readonly #choice: number;

  constructor(choice: number) {
    super();
    this.#choice = choice;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const stoppable = life.works.filter(({ stop }) => stop !== undefined);
    const work = stoppable[this.#choice % stoppable.length];
    if (work === undefined) return;
    life.stopped(work);
    work.stop!();
    this.checkState(life, pool);
  }

  override toString(): string {
    return `stop(${this.#choice})`;
  }
}

class Close extends Step implements Command {
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

class Terminate extends Step implements Command {
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

class JoinEarly extends Step implements Command {
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
class Turns extends Step implements Command {
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

/** Waits for a task that is sent now: the pool is alive. */
class Probe extends Step implements Command {
  override check(life?: Readonly<Life>): boolean {
    // Tasks that never end by themselves may hold all workers.
    return life?.ended === undefined && !life!.works.some(({ isEndless, isOpen }) => isEndless && isOpen);
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const work = new Work('probe', ['value'], false, undefined);
    life.add(work);
    const result = pool.apply('live', [{ way: 'value', value: -1 }]);
    settle(work, result, (given) => (given === -1 ? 'value' : 'unknown'));
    await Promise.allSettled([result]);
    this.checkState(life, pool);
  }

  override toString(): string {
    return 'probe()';
  }
}

const LIVING: readonly Way[] = ['value', 'value', 'value', 'later', 'later', 'throw', 'throwLater'];
const DYING: readonly Way[] = ['exit', 'exitZero', 'exitLater', 'throwAside'];

const aWay: fc.Arbitrary<Way> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LIVING) },
  { weight: 1, arbitrary: fc.constantFrom(...DYING) },
);

/** In a job whose first failure is told for all its items, and in one that is read in order, most have a value. */
const aCalmWay: fc.Arbitrary<Way> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom<Way[]>('value', 'value', 'value', 'later') },
  { weight: 1, arbitrary: fc.constantFrom<Way[]>('throw', 'throwLater') },
  { weight: 2, arbitrary: fc.constantFrom(...DYING) },
);

/** All commands that a pool with such abilities takes, in any order. */
export function anyCommands({ stops, timeouts }: Abilities): fc.Arbitrary<Iterable<Command>> {
  const ways = fc.array(aCalmWay, { minLength: 1, maxLength: 12 });
  const chunkSize = fc.integer({ min: 1, max: 5 });
  const commands: fc.Arbitrary<Command>[] = [
    aWay.map((way) => new Apply(way, undefined)),
    aWay.map((way) => new Apply(way, undefined)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new MapAll(list, size)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new Imap(list, size)),
    fc.integer({ min: 1, max: 40 }).map((turns) => new Turns(turns)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new MapSettled(list, size)),
    ways.map((list) => new MapFailFast(list)),
    fc.tuple(ways, fc.nat({ max: 6 })).map(([list, after]) => new Leave(list, after)),
    aWay.map((way) => new Broadcast(way)),
    fc.constant(new JoinEarly()),
    fc.constant(new Probe()),
    fc.constantFrom<Command[]>(new Close(), new Terminate(), new Turns(3), new Turns(9), new Turns(27), new Turns(1)),
  ];
  const endless = fc.constantFrom(...ENDLESS);
  const graceMs = fc.constantFrom(0, 0, 3);
  if (timeouts) commands.push(fc.tuple(endless, graceMs).map(([way, millis]) => new Apply(way, 'timeout', millis)));
  if (stops) {
    const by = fc.constantFrom('signal' as const, 'cancel' as const);
    commands.push(
      fc.tuple(fc.oneof(aWay, endless), by, graceMs).map(([way, stopBy, millis]) => new Apply(way, stopBy, millis)),
      fc.nat({ max: 9 }).map((choice) => new StopOne(choice)),
      fc.nat({ max: 9 }).map((choice) => new StopOne(choice)),
    );
  }
  return fc.commands(commands, { maxCommands: 25 });
}
