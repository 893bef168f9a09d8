import { dump } from './dump.ts';
import { machine, type Step } from './machine.ts';

/**
 * What a thread does, as rounds of ordinary synchronous code: `round` is called until it returns false. Between two rounds nothing
 * may be kept but in the object itself, so that its fields, down to those of the rings, are the thread's whole state.
 */
export interface Rounds {
  round(): boolean;
  /** What the thread leaves at its end for the scenario to judge. */
  readonly output: unknown;
}

/** An object literal as `Rounds`, whose methods know its fields. */
export function rounds<T extends Rounds>(state: T & ThisType<T>): Rounds {
  return state;
}

export interface ThreadBody {
  readonly name: string;
  /** Makes the thread's objects, in the memory as it is at the beginning. */
  readonly start: () => Rounds;
}

/** A point in a thread's life. Two histories that come to the same state share it. */
export interface Point {
  readonly number: number;
  /** What it does next; `undefined` at its end. */
  readonly step: Step | undefined;
  readonly output: unknown;
  readonly error: unknown;
  /** The history it was first met by. */
  readonly before: Point | undefined;
  readonly result: unknown;
  readonly successors: Map<string, Point>;
}

/** A thread as the graph of its points, found as far as they are asked for. */
export class Thread {
  readonly name: string;
  readonly #body: ThreadBody;
  readonly #resetMemory: () => void;
  readonly #byBoundary = new Map<string, Point>();
  #count = 0;
  readonly first: Point;

  /** `resetMemory` puts the memory back to the scenario's beginning. */
  constructor(body: ThreadBody, resetMemory: () => void) {
    this.name = body.name;
    this.#body = body;
    this.#resetMemory = resetMemory;
    this.first = this.#find(undefined, undefined);
  }

  /** Points found so far. */
  get count(): number {
    return this.#count;
  }

  /** The point after `point` when its step had this result. */
  after(point: Point, result: unknown): Point {
    const key = keyOf(result);
    const known = point.successors.get(key);
    if (known !== undefined) return known;
    const found = this.#find(point, result);
    point.successors.set(key, found);
    return found;
  }

  #find(before: Point | undefined, result: unknown): Point {
    const stop = machine.replay(logUpTo(before, result), this.#setUp, runRounds);
    const key = stop.step === undefined ? `end ${dump(stop.output)} ${String(stop.error)}` : stop.boundary;
    const known = key === undefined ? undefined : this.#byBoundary.get(key);
    if (known !== undefined) return known;
    const point = { number: this.#count, ...stop, before, result, successors: new Map<string, Point>() };
    this.#count += 1;
    if (key !== undefined) this.#byBoundary.set(key, point);
    return point;
  }

  readonly #setUp = (): Rounds => {
    this.#resetMemory();
    return this.#body.start();
  };
}

function runRounds(state: Rounds): unknown {
  do machine.boundary(() => dump(state));
  while (state.round());
  return structuredClone(state.output);
}

function logUpTo(before: Point | undefined, result: unknown): unknown[] {
  if (before === undefined) return [];
  const log = [result];
  for (let point = before; point.before !== undefined; point = point.before) log.push(point.result);
  return log.reverse();
}

function keyOf(result: unknown): string {
  if (typeof result === 'number') return Object.is(result, -0) ? '-0' : String(result);
  return dump(result);
}
