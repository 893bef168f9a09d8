import { sharedClockUs } from './shared-clock.js';

export interface SpinTask {
  readonly index: number;
  readonly durationUs: number;
}

/** When a task began, by the clock that all threads share, and how long it took. */
export interface SpinReport {
  readonly index: number;
  readonly startedAtUs: number;
  readonly elapsedUs: number;
}

/**
 * Keeps its worker busy for that long. It goes by the clock, so a task takes as long on a slow core as on a fast one; and by
 * the clock that costs no memory, so that nobody has to clean up after it.
 */
export function spinFor({ index, durationUs }: SpinTask): SpinReport {
  const startedAtUs = sharedClockUs();
  const startedAtMs = performance.now();
  let elapsedUs = 0;
  while (elapsedUs < durationUs) elapsedUs = (performance.now() - startedAtMs) * 1000;
  return { index, startedAtUs, elapsedUs };
}
