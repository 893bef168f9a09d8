import { Word } from '../src/layout.ts';

/** Names for words that belong to no ring. */
const names = new WeakMap<ArrayBufferLike, readonly string[]>();

export function nameWords(buffer: SharedArrayBuffer, ofWords: readonly string[]): void {
  names.set(buffer, ofWords);
}

/** What a word is called in traces. */
export function wordName(words: Int32Array, index: number): string {
  const own = names.get(words.buffer)?.[index];
  return own ?? Object.entries(Word).find(([, place]) => place === index)?.[0] ?? `word ${index}`;
}
