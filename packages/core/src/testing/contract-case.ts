import type { Capability } from './capability.js';
import type { Trial } from './trial.js';

/** One fact about pools: its name says it, and `check` rejects where it is not so. */
export interface Fact {
  readonly name: string;
  /** What a pool that this may be asked of must be able to do. */
  readonly needs: readonly Capability[];
  check(trial: Trial): Promise<void>;
}

/** Facts about one side of pools. */
export interface Theme {
  readonly name: string;
  readonly facts: readonly Fact[];
}

/** A theme whose facts all need something in common. */
export function theme(name: string, needs: readonly Capability[], facts: readonly Fact[]): Theme {
  return { name, facts: facts.map((one) => ({ ...one, needs: [...needs, ...one.needs] })) };
}

export function fact(name: string, check: (trial: Trial) => Promise<void>): Fact {
  return { name, needs: [], check };
}

/** A fact about pools that can do all of this. */
export function factOf(needs: readonly Capability[], name: string, check: (trial: Trial) => Promise<void>): Fact {
  return { name, needs, check };
}
