import type { Fact } from './contract-case.js';
import { ascending } from './outcome.js';

/** One of the two calls that give iterators. */
export interface IteratorKind {
  readonly method: 'imap' | 'imapUnordered';
  /** Numbers as the call must give them: what comes in completion order is compared in ascending order. */
  inOrder(values: readonly unknown[]): readonly unknown[];
}

/** A fact that holds for both kinds. */
export type FactOfKind = (kind: IteratorKind) => Fact;

export const ITERATOR_KINDS: readonly IteratorKind[] = [
  { method: 'imap', inOrder: (values) => values },
  { method: 'imapUnordered', inOrder: ascending },
];
