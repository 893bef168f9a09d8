import type { ThreadBody } from './thread.ts';

/** The code under exploration: the rings' own modules and some of the pool's, on the machine's atomics and memory. */
export type Rings = typeof import('../src/index.ts') &
  typeof import('../../core/src/transport/control-block.ts') &
  typeof import('../../core/src/transport/port-transport.ts');

/** What a run left behind. */
export interface End {
  /** The output of each thread; `undefined` of one that was killed. */
  readonly outputs: readonly unknown[];
  /** The first board as it was at the end. */
  readonly board: Int32Array;
  /** The number of the thread that was killed. */
  readonly killed: number | undefined;
}

/** Some threads, the memory they share, and what must hold at the end of every run. */
export interface Scenario {
  readonly rings: readonly SharedArrayBuffer[];
  /** Words that belong to no ring: a doorbell of its own, or notes for the judgement that no kill can take back. */
  readonly boards?: readonly SharedArrayBuffer[];
  readonly threads: readonly ThreadBody[];
  /** The number of a thread that may be killed before any of its steps. */
  readonly mayBeKilled?: number;
  /** Throws when a run ended wrong. */
  readonly judge: (end: End) => void;
}
