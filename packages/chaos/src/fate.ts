/** What a task does, as its word in the ledger says. */
export const Fate = {
  Value: 0,
  /** Its value comes some turns of the event loop later. */
  Later: 1,
  /** Its value comes some milliseconds later. */
  Sleep: 2,
  Throw: 3,
  ThrowLater: 4,
  /** Gives its value, and leaves a rejection that nobody handles. */
  LeaveRejection: 5,

  /** The rest cost the worker. */
  Exit: 10,
  /** As `Exit`, with code 0: it looks like an orderly end. */
  ExitZero: 11,
  /** While it awaits. */
  ExitLater: 12,
  /** By an exception that a timer throws while it awaits. */
  ThrowInTimer: 13,
  /** At its first start only: it has a value where it is run again. */
  ExitOnce: 14,
  /** Gives its value; soon after, a timer ends the worker, whatever it does then. */
  ExitAside: 15,
  ThrowAside: 16,
  OutOfMemory: 17,

  /** And these go on until they are stopped from outside. */
  Endless: 20,
  Block: 21,
  AwaitForever: 22,
  /** Looks at its signal all the time, and ends when that fires. */
  Heed: 23,
} as const;
export type Fate = (typeof Fate)[keyof typeof Fate];

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(Fate).map(([name, fate]) => [fate, name]));

export function fateName(fate: number): string {
  return NAMES.get(fate) ?? `unknown fate ${fate}`;
}

/** Whether somebody has to stop the task. */
export function needsStop(fate: number): boolean {
  return fate >= Fate.Endless;
}

/** Whether the task gives its value, unless its worker dies of another's doing. */
export function givesValue(fate: number): boolean {
  return fate <= Fate.Sleep || fate === Fate.LeaveRejection || fate === Fate.ExitAside || fate === Fate.ThrowAside;
}

export function throwsError(fate: number): boolean {
  return fate === Fate.Throw || fate === Fate.ThrowLater;
}

/** The code a task that exits exits with; `undefined` where the pool may tell another one, or none. */
export function exitCodeOf(fate: number, task: number): number | undefined {
  if (fate === Fate.ExitZero) return 0;
  return fate === Fate.Exit || fate === Fate.ExitLater || fate === Fate.ExitOnce ? exitCode(task) : undefined;
}

/** 0 to 12: an end with code 0 is as much a death as any other. */
export function exitCode(task: number): number {
  return task % 13;
}
