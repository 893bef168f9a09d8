/** The property under which a watched view keeps the one it watches. It also marks it as memory, and no state of a thread. */
export const UNWATCHED: unique symbol = Symbol('the view that is watched');

/** The typed array itself: `Atomics` takes no proxy. */
export function unwatched(words: Int32Array): Int32Array {
  return (words as { readonly [UNWATCHED]?: Int32Array })[UNWATCHED] ?? words;
}
