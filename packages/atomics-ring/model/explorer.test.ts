import { beforeEach, describe, expect, it } from 'vitest';
import { load, notify, store, wait } from './explored-atomics.ts';
import { explore } from './explorer.ts';
import { machine } from './machine.ts';
import type { End, Scenario } from './scenario.ts';
import { type Rounds, rounds } from './thread.ts';
import { Waiters } from './waiters.ts';
import { nameWords } from './word-names.ts';

let words: Int32Array;

beforeEach(() => {
  machine.reset();
  words = new Int32Array(new SharedArrayBuffer(16));
});

/** A thread that does one thing in each round, and leaves what the last one gave. */
function thread(...steps: readonly (() => unknown)[]): { name: string; start: () => Rounds } {
  const start = (): Rounds =>
    rounds({
      done: 0,
      output: undefined,
      round(): boolean {
        Object.assign(this, { output: steps[this.done]!() });
        this.done += 1;
        return this.done < steps.length;
      },
    });
  return { name: 'thread', start };
}

/** Threads on one board of words; the ends are what the outputs were. */
function on(threads: Scenario['threads'], rest: Partial<Scenario> = {}): { scenario: Scenario; ends: Set<string> } {
  const ends = new Set<string>();
  const judge = ({ outputs, board }: End): void => void ends.add(`${outputs.join()} | ${[...board].join()}`);
  const boards = [words.buffer as SharedArrayBuffer];
  return { scenario: { rings: [], boards, threads, judge, ...rest }, ends };
}

describe('explore', () => {
  it('meets each combination of two threads’ places once', () => {
    const counting = (index: number): Scenario['threads'][number] =>
      thread(...[1, 2, 3].map((value) => () => store(words, index, value)));
    const { states, transitions, ends } = explore(on([counting(0), counting(1)]).scenario);
    // Four places each; each state but the last row and column has two ways on, and the first one was reached as well.
    expect({ states, transitions, ends }).toEqual({ states: 16, transitions: 25, ends: 1 });
  });

  it('finds the outcomes of store buffering that sequential consistency has, and no other', () => {
    const { scenario, ends } = on([
      thread(
        () => store(words, 0, 1),
        () => load(words, 1),
      ),
      thread(
        () => store(words, 1, 1),
        () => load(words, 0),
      ),
    ]);
    expect(explore(scenario).failure).toBeUndefined();
    expect([...ends].sort()).toEqual(['0,1 | 1,1,0,0', '1,0 | 1,1,0,0', '1,1 | 1,1,0,0']);
  });

  it('finds the lost update of two increments that are no single step', () => {
    const increment = thread(() => store(words, 0, load(words, 0) + 1));
    const { scenario, ends } = on([increment, increment]);
    explore(scenario);
    expect([...ends].sort()).toEqual(['1,1 | 1,0,0,0', '1,2 | 2,0,0,0', '2,1 | 2,0,0,0']);
  });

  it('finds a thread that sleeps for ever, and the shortest way there', () => {
    const sleeper = thread(() => wait(words, 0, 0));
    const waker = thread(
      () => notify(words, 0),
      () => store(words, 0, 1),
    );
    nameWords(words.buffer as SharedArrayBuffer, ['the word']);
    const way = ['thread: notify the word', 'thread: wait while 0 in the word', 'thread: store 1 to the word'];
    expect(explore(on([sleeper, waker]).scenario).failure).toBe(['thread sleep for ever', '', ...way].join('\n'));
  });

  it('finds a race of a plain write with an atomic read, though every order gives a right result', () => {
    const plainly = thread(() =>
      machine.take({
        kind: 'access',
        text: 'plain write',
        start: machine.address(words.buffer, 0),
        end: machine.address(words.buffer, 4),
        isWrite: true,
        isPlain: true,
        run: () => (words[0] = 0),
        operand: 0,
      }),
    );
    expect(explore(on([plainly, thread(() => load(words, 0))]).scenario).failure).toContain('data race');
    expect(explore(on([plainly, thread(() => load(words, 1))]).scenario).failure).toBeUndefined();
  });

  it('finds a run that can never end', () => {
    const impatient = { name: 'impatient', start: () => ({ output: undefined, round: () => load(words, 0) === 0 }) };
    expect(explore(on([impatient]).scenario).failure).toContain('can never end');
    expect(explore(on([impatient, thread(() => store(words, 0, 1))]).scenario).failure).toBeUndefined();
  });

  it('kills a thread before each of its steps, and after none', () => {
    const victim = thread(...[1, 2, 3].map((value) => () => store(words, 0, value)));
    const heir = thread(
      () => machine.untilExit(0),
      () => load(words, 0),
    );
    const { scenario, ends } = on([victim, heir], { mayBeKilled: 0 });
    explore(scenario);
    expect([...ends].sort()).toEqual([',0 | 0,0,0,0', ',1 | 1,0,0,0', ',2 | 2,0,0,0', '3,3 | 3,0,0,0']);
  });

  it('lets a thread be killed by another one, wherever it stands, even asleep', () => {
    const victim = thread(
      () => store(words, 0, 1),
      () => wait(words, 1, 0),
    );
    const killer = thread(
      () => machine.terminate(0),
      () => machine.untilExit(0),
      () => load(words, 0),
    );
    const { scenario, ends } = on([victim, killer]);
    expect(explore(scenario).failure).toBeUndefined();
    expect([...ends].sort()).toEqual([',0 | 0,0,0,0', ',1 | 1,0,0,0']);
  });

  it('reports what a thread throws, and what the judge does', () => {
    const fail = (text: string): never => {
      throw new Error(text);
    };
    expect(explore(on([thread(() => fail('bad'))]).scenario).failure).toContain('thread throws Error: bad');
    const { scenario } = on([thread(() => 1)], { judge: () => fail('not this') });
    expect(explore(scenario).failure).toContain('wrong end: not this');
  });

  it('keeps apart two histories whose threads know different things', () => {
    const reader = thread(() => load(words, 0) * 10 + load(words, 0));
    const { scenario, ends } = on([reader, thread(() => store(words, 0, 1))]);
    explore(scenario);
    expect([...ends].map((end) => end.split(',')[0]!).sort()).toEqual(['0', '1', '11']);
  });
});

describe('Waiters', () => {
  it('wakes those that came first when not all are to be woken', () => {
    const waiters = new Waiters(3);
    const asleep = [2, 0, 1].reduce((number, sleeper) => waiters.sleep(number, sleeper, 8), waiters.none);
    const { next, woken, count } = waiters.notify(asleep, 8, 2);
    expect({ woken, count }).toEqual({ woken: [2, 0], count: 2 });
    expect([0, 1, 2].map((sleeper) => waiters.isAsleep(next, sleeper))).toEqual([false, true, false]);
  });

  it('settles an armed wait instead of waking its thread, and forgets it when the thread reacted', () => {
    const waiters = new Waiters(1);
    const { next, woken } = waiters.notify(waiters.arm(waiters.none, 0, 8), 8, Infinity);
    expect([woken, waiters.isAsleep(next, 0), waiters.settled(next, 0)]).toEqual([[], false, [8]]);
    expect(waiters.react(next, 0)).toBe(waiters.none);
  });

  it('removes a dead thread from the list', () => {
    const waiters = new Waiters(2);
    const dead = waiters.kill(waiters.sleep(waiters.none, 0, 8), 0);
    expect([waiters.isDead(dead, 0), waiters.notify(dead, 8, 1).count]).toEqual([true, 0]);
  });
});
