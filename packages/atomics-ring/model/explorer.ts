import type { Step } from './machine.ts';
import { MemoryImages } from './memory-image.ts';
import type { Scenario } from './scenario.ts';
import { type Point, Thread } from './thread.ts';
import { Waiters } from './waiters.ts';

/** What all schedules of a scenario came to. */
export interface Outcome {
  readonly states: number;
  readonly transitions: number;
  /** Different ends of runs. */
  readonly ends: number;
  /** What was wrong, with the shortest schedule that leads there; `undefined` when nothing was. */
  readonly failure: string | undefined;
}

/** Everything at one moment. The waiters' number stands for who sleeps where, what is settled, and who is dead. */
interface State {
  readonly memory: number;
  readonly points: readonly Point[];
  readonly waiters: number;
  readonly before: number;
  readonly action: string;
}

/** More states than any scenario here has: one that has them has no end. */
const MAX_STATES = 3_000_000;

/** Runs the threads of a scenario under every schedule, merging those that come to the same state. */
export function explore(scenario: Scenario): Outcome {
  return new Exploration(scenario).run();
}

class Failure extends Error {}

class Exploration {
  readonly #scenario: Scenario;
  readonly #images: MemoryImages;
  readonly #threads: readonly Thread[];
  readonly #waiters: Waiters;
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  /** What a step does to memory: by thread, point and memory. */
  readonly #effects = new Map<string, readonly [memory: number, result: unknown]>();
  /** Transitions that are no kill, for the search backwards from the ends. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #ends: number[] = [];
  readonly #differentEnds = new Set<string>();
  #transitions = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#images = new MemoryImages(scenario.rings, scenario.boards ?? []);
    const beginning = this.#images.take();
    const reset = (): void => this.#images.put(beginning);
    this.#threads = scenario.threads.map((body) => new Thread(body, reset));
    this.#waiters = new Waiters(scenario.threads.length);
    reset();
  }

  run(): Outcome {
    let current = 0;
    try {
      this.#reach(
        -1,
        '',
        this.#images.take(),
        this.#threads.map(({ first }) => first),
        this.#waiters.none,
      );
      for (; current < this.#states.length; current += 1) this.#expand(current);
      current = this.#trapped() ?? current;
      if (current < this.#states.length) throw new Failure('can never end');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return this.#outcome(`${error.message}\n${this.#trace(current)}`);
    }
    return this.#outcome(undefined);
  }

  #outcome(failure: string | undefined): Outcome {
    const { length: states } = this.#states;
    return { states, transitions: this.#transitions, ends: this.#differentEnds.size, failure };
  }

  #expand(number: number): void {
    const state = this.#states[number]!;
    const able = this.#threads.map((_, thread) => thread).filter((thread) => this.#isAble(state, thread));
    for (const thread of able) this.#refuseError(state.points[thread]!, thread);
    this.#refuseRace(state, able);
    if (able.length === 0) return this.#finish(number, state);
    for (const thread of able) this.#step(number, state, thread);
    this.#kill(number, state);
  }

  /** Whether a thread can go on: it lives, does not sleep, and what it waits for is there. */
  #isAble({ points, waiters }: State, thread: number): boolean {
    const { step, error } = points[thread]!;
    if (this.#waiters.isDead(waiters, thread) || this.#waiters.isAsleep(waiters, thread)) return false;
    if (step?.kind === 'await') return this.#waiters.settled(waiters, thread).length > 0;
    if (step?.kind === 'exit') {
      return this.#waiters.isDead(waiters, step.operand) || points[step.operand]!.step === undefined;
    }
    return step !== undefined || error !== undefined;
  }

  #refuseError({ step, error }: Point, thread: number): void {
    if (step === undefined && error !== undefined) {
      throw new Failure(
        `${this.#threads[thread]!.name} throws ${error instanceof Error ? String(error) : typeof error}`,
      );
    }
  }

  /** Two threads about to touch the same bytes, one of them writing, one of them plainly: a data race. */
  #refuseRace({ points }: State, able: readonly number[]): void {
    for (const [place, one] of able.entries()) {
      for (const other of able.slice(place + 1)) {
        const [a, b] = [points[one]!.step!, points[other]!.step!];
        const meet = a.start < b.end && b.start < a.end;
        if (meet && (a.isWrite || b.isWrite) && (a.isPlain || b.isPlain)) {
          throw new Failure(`data race: ${this.#text(one, a)} against ${this.#text(other, b)}`);
        }
      }
    }
  }

  #finish(number: number, { points, waiters, memory }: State): void {
    const left = this.#threads.filter(
      (_, thread) => points[thread]!.step !== undefined && !this.#waiters.isDead(waiters, thread),
    );
    if (left.length > 0) throw new Failure(`${left.map(({ name }) => name).join(' and ')} sleep for ever`);
    this.#ends.push(number);
    this.#images.put(memory);
    const board = new Int32Array(this.#scenario.boards?.[0] ?? new SharedArrayBuffer(0)).slice();
    const killed = this.#threads.findIndex((_, thread) => this.#waiters.isDead(waiters, thread));
    const outputs = points.map(({ output }) => output);
    this.#differentEnds.add(JSON.stringify([outputs, [...board], killed]));
    try {
      this.#scenario.judge({ outputs, board, killed: killed < 0 ? undefined : killed });
    } catch (error) {
      throw new Failure(`wrong end: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #step(number: number, state: State, thread: number): void {
    const point = state.points[thread]!;
    const step = point.step!;
    const { memory, result } = this.#effect(state.memory, thread, point);
    const points = [...state.points];
    let { waiters } = state;
    const settle = (outcome: unknown): void => void (points[thread] = this.#threads[thread]!.after(point, outcome));
    const isSame = result === step.operand;
    switch (step.kind) {
      case 'wait':
        if (isSame) waiters = this.#waiters.sleep(waiters, thread, step.start);
        else settle('not-equal');
        break;
      case 'waitAsync':
        if (isSame) waiters = this.#waiters.arm(waiters, thread, step.start);
        settle(isSame ? 'waits' : 'not-equal');
        break;
      case 'notify': {
        const { next, woken, count } = this.#waiters.notify(waiters, step.start, step.operand);
        waiters = next;
        for (const sleeper of woken) points[sleeper] = this.#threads[sleeper]!.after(points[sleeper]!, 'ok');
        settle(count);
        break;
      }
      case 'turn':
      case 'await':
        settle(this.#waiters.settled(waiters, thread));
        waiters = this.#waiters.react(waiters, thread);
        break;
      case 'terminate':
        if (state.points[step.operand]!.step !== undefined) waiters = this.#waiters.kill(waiters, step.operand);
        settle(undefined);
        break;
      case 'access':
      case 'exit':
        settle(result);
    }
    this.#connect(number, this.#reach(number, this.#text(thread, step), memory, points, waiters));
  }

  #effect(memory: number, thread: number, point: Point): { readonly memory: number; readonly result: unknown } {
    const key = `${thread} ${point.number} ${memory}`;
    const known = this.#effects.get(key);
    if (known !== undefined) return { memory: known[0], result: known[1] };
    this.#images.put(memory);
    const result = point.step!.run();
    const after = point.step!.isWrite ? this.#images.take() : memory;
    this.#effects.set(key, [after, result]);
    return { memory: after, result };
  }

  #kill(number: number, state: State): void {
    const thread = this.#scenario.mayBeKilled;
    if (thread === undefined || state.points[thread]!.step === undefined) return;
    if (this.#waiters.isDead(state.waiters, thread)) return;
    const waiters = this.#waiters.kill(state.waiters, thread);
    this.#reach(number, `${this.#threads[thread]!.name} is killed`, state.memory, state.points, waiters);
  }

  /** The number of a state, new or met before. */
  #reach(before: number, action: string, memory: number, points: readonly Point[], waiters: number): number {
    this.#transitions += 1;
    const key = `${memory} ${waiters} ${points.map(({ number }) => number).join(' ')}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= MAX_STATES) throw new Failure(`more than ${MAX_STATES} states`);
    this.#numbers.set(key, this.#states.length);
    return this.#states.push({ memory, points, waiters, before, action }) - 1;
  }

  #connect(from: number, to: number): void {
    this.#from.push(from);
    this.#to.push(to);
  }

  /** A state from which no end can be reached any more, whatever the schedule. */
  #trapped(): number | undefined {
    const canEnd = new Uint8Array(this.#states.length);
    const before = predecessors(this.#states.length, this.#from, this.#to);
    const open = [...this.#ends];
    for (const end of open) canEnd[end] = 1;
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const earlier of before(state)) {
        if (canEnd[earlier] === 1) continue;
        canEnd[earlier] = 1;
        open.push(earlier);
      }
    }
    const trapped = canEnd.indexOf(0);
    return trapped < 0 ? undefined : trapped;
  }

  #text(thread: number, step: Step): string {
    return `${this.#threads[thread]!.name}: ${step.text}`;
  }

  #trace(last: number): string {
    const lines: string[] = [];
    for (let number = last; number >= 0; number = this.#states[number]!.before)
      lines.push(this.#states[number]!.action);
    return lines.reverse().join('\n');
  }
}

/** For each state, those one transition before it. */
function predecessors(states: number, from: readonly number[], to: readonly number[]): (state: number) => Int32Array {
  const first = new Int32Array(states + 1);
  for (const state of to) first[state + 1]! += 1;
  for (let state = 0; state < states; state += 1) first[state + 1]! += first[state]!;
  const next = first.slice();
  const list = new Int32Array(from.length);
  for (const [edge, state] of to.entries()) {
    list[next[state]!] = from[edge]!;
    next[state]! += 1;
  }
  return (state) => list.subarray(first[state], first[state + 1]);
}
