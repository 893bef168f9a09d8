/** What `Atomics.waitAsync` answers: a promise when it waits, a word when it does not. */
export type AsyncWait =
  | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
  | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> };

/** How long it sleeps between two looks. */
const LOOK_EVERY_MS = 1;

/**
 * Stands in for `Atomics.waitAsync` where a browser lacks it. It may see a word that changed later than it would be notified, and
 * a word that changed back not at all; neither loses a wake-up, because whoever raises a flag again looks for news again (R7).
 */
export function waitAsyncByLooking(words: Int32Array, index: number, value: number): AsyncWait {
  if (Atomics.load(words, index) !== value) return { async: false, value: 'not-equal' };
  return { async: true, value: lookUntilChanged(words, index, value) };
}

async function lookUntilChanged(words: Int32Array, index: number, value: number): Promise<'ok'> {
  while (Atomics.load(words, index) === value) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return 'ok';
}
