import type { MapKind } from './map-feeder.js';
import { show } from './option-checks.js';
import { TaskKind } from './transport/task-record.js';

/** The items of a map as an array of their own. Throws what the iterable throws. */
export function itemsOf(iterable: Iterable<unknown>, kind: MapKind): unknown[] {
  if (typeof (iterable as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function') {
    const isAsync =
      typeof (iterable as Partial<AsyncIterable<unknown>> | null | undefined)?.[Symbol.asyncIterator] === 'function';
    const came = isAsync ? 'an async iterable, which `imap` takes' : show(iterable);
    throw new TypeError(`Expected \`iterable\` to be iterable, got ${came}.`);
  }
  const items = [...iterable];
  if (kind === TaskKind.Starmap) {
    const wrong = items.findIndex((item) => !Array.isArray(item));
    if (wrong >= 0)
      throw new TypeError(
        `Expected item ${wrong} of a starmap to be an array of arguments, got ${show(items[wrong])}.`,
      );
  }
  return items;
}

/** An input that has nothing but an error to give: what is wrong with an `imap` is told by its first `next()`. */
// oxlint-disable-next-line require-yield -- it ends before its first item
export function* failingInput(error: unknown): Generator<never> {
  throw error;
}
