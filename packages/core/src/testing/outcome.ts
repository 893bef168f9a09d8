import assert from 'node:assert/strict';

/** What a promise rejects with. A promise that fulfils is a failure. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (reason) {
    return reason;
  }
  return assert.fail(`Expected a rejection, got ${String(value)}.`);
}

/** Shows that a promise rejects with an error of this code, and gives the error. Classes are not compared: another pool has its own. */
export async function rejectsWith(code: string, promise: PromiseLike<unknown>): Promise<Error> {
  const error = await rejection(promise);
  assert.ok(error instanceof Error, `Expected an Error with code ${code}, got ${String(error)}.`);
  assert.equal(codeOf(error), code, `Expected an error with code ${code}, got ${error.stack}`);
  return error;
}

/** What a call throws. A call that returns is a failure. */
export function thrownBy(call: () => unknown): unknown {
  let value: unknown;
  try {
    value = call();
  } catch (error) {
    return error;
  }
  return assert.fail(`Expected an exception, got ${String(value)}.`);
}

export function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null | undefined)?.code;
}

/** What became of each: its value, or the code of its error where that has one, or the error's message. */
export async function fates(promises: Iterable<PromiseLike<unknown>>): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : fateOf(one.reason)));
}

function fateOf(reason: unknown): unknown {
  return codeOf(reason) ?? (reason as Error).message;
}

/** Everything that an iterator gives until it is done, errors as in `fates`. */
export async function fatesOf(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    try {
      const step = await iterator.next();
      if (step.done === true) return all;
      all.push(step.value);
    } catch (error) {
      all.push(fateOf(error));
    }
  }
}

export async function collect(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of results) all.push(value);
  return all;
}

/** Numbers in ascending order: so results in completion order are compared. */
export function ascending(values: readonly unknown[]): unknown[] {
  return [...values].sort((a, b) => Number(a) - Number(b));
}

/** 0, 1, 2 … */
export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Lets the event loop turn, so that what has been settled is told. */
export async function turns(count: number = 5): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
