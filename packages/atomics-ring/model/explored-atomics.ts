/** Stands in for `src/atomics.ts`: every access becomes a step on the machine. */
import { type Step, machine } from './machine.ts';
import { unwatched } from './unwatched.ts';
import { wordName } from './word-names.ts';

type Rest = Partial<Pick<Step, 'kind' | 'isWrite' | 'operand' | 'run'>>;

function step<T>(name: string, words: Int32Array, index: number, rest: Rest): T {
  const start = machine.address(words.buffer, words.byteOffset + index * 4);
  const text = `${name} ${wordName(words, index)}`;
  return machine.take<T>({
    kind: 'access',
    text,
    start,
    end: start + 4,
    isWrite: false,
    isPlain: false,
    operand: 0,
    run: () => undefined,
    ...rest,
  });
}

export function load(words: Int32Array, index: number): number {
  return step('load', words, index, { run: () => Atomics.load(unwatched(words), index) });
}

/** As a thread sees it that is never late: late ones are as if the write came later. */
export function peek(words: Int32Array, index: number): number {
  return step('peek at', words, index, { run: () => Atomics.load(unwatched(words), index) });
}

export function store(words: Int32Array, index: number, value: number): number {
  return step(`store ${value} to`, words, index, {
    isWrite: true,
    run: () => Atomics.store(unwatched(words), index, value),
  });
}

export function exchange(words: Int32Array, index: number, value: number): number {
  const run = (): number => Atomics.exchange(unwatched(words), index, value);
  return step(`exchange ${value} with`, words, index, { isWrite: true, run });
}

export function compareExchange(words: Int32Array, index: number, expected: number, replacement: number): number {
  const run = (): number => Atomics.compareExchange(unwatched(words), index, expected, replacement);
  return step(`exchange ${replacement} for ${expected} in`, words, index, { isWrite: true, run });
}

export function notify(words: Int32Array, index: number, count = Infinity): number {
  return step('notify', words, index, { kind: 'notify', operand: count });
}

export function wait(words: Int32Array, index: number, value: number): 'ok' | 'not-equal' {
  return step(`wait while ${value} in`, words, index, {
    kind: 'wait',
    operand: value,
    run: () => Atomics.load(unwatched(words), index),
  });
}

interface SettledLater {
  readonly async: boolean;
  readonly value: unknown;
}

/** The promise is one in name only: its reactions run when the thread's body gives its event loop a turn. */
export function waitAsync(words: Int32Array, index: number, value: number): SettledLater {
  const run = (): number => Atomics.load(unwatched(words), index);
  const outcome = step<string>(`waitAsync while ${value} in`, words, index, { kind: 'waitAsync', operand: value, run });
  if (outcome === 'not-equal') return { async: false, value: outcome };
  const address = machine.address(words.buffer, words.byteOffset + index * 4);
  const promise = {
    then(reaction: () => void): unknown {
      machine.whenSettled(address, reaction);
      return promise;
    },
  };
  return { async: true, value: promise };
}

export function whenSettled(promise: { then(reaction: () => void): unknown }, reaction: () => void): unknown {
  return promise.then(reaction);
}

export function pause(): void {}

export function now(): number {
  return 0;
}
