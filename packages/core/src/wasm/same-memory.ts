/** Our language version does not know it yet, some runtimes neither. */
const { waitAsync } = Atomics as {
  readonly waitAsync?: (words: Int32Array, index: number, value: number) => { readonly async: boolean };
};

/** The word that is waited at: where compiled code has its null pointer, so that hardly anybody else waits there. */
const WORD = 0;

/**
 * Whether two shared buffers are the same memory. Growing a memory makes a new buffer over it, in whatever thread, and nothing tells what an older one lies over. But who waits
 * at a word is woken through another buffer only where that is the same word. Nothing is written; others that wait there are woken too, which whoever waits must expect.
 */
export function isSameMemory(one: ArrayBufferLike, other: ArrayBufferLike): boolean {
  if (waitAsync === undefined || !hasWord(one) || !hasWord(other)) return false;
  const here = new Int32Array(one);
  // The word may change before the wait begins.
  while (!waitAsync(here, WORD, Atomics.load(here, WORD)).async);
  const woken = Atomics.notify(new Int32Array(other), WORD);
  // Whoever still waits here was not reached through the other; what was woken there waited there by itself.
  const left = Atomics.notify(here, WORD);
  return woken > 0 && left === 0;
}

function hasWord(buffer: ArrayBufferLike): boolean {
  return buffer instanceof SharedArrayBuffer && buffer.byteLength >= Int32Array.BYTES_PER_ELEMENT;
}
