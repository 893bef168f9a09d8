/** Each thread has a clock of its own. This is one for all threads of the process, in milliseconds from somewhere in the past. */

/** Readings of both clocks that are made to find the one least disturbed. */
const READINGS = 8;

const now: () => number = performance.now.bind(performance);
const offset: number = measuredOffset();

/** Milliseconds on a clock that is the same for all threads of the process, and is never set back. */
export function sharedNow(): number {
  return now() + offset;
}

/** What `sharedNow` gave when this thread's `performance.now()` gave `time`. */
export function toSharedClock(time: number): number {
  return time + offset;
}

/**
 * Milliseconds between this thread's clock and the shared one. A thread may lose the processor between looks at the two, so that all it tells later would
 * be off by as much: of several readings that one counts during which the least time passed.
 */
function measuredOffset(): number {
  let tightest = { span: Infinity, offset: 0 };
  for (let readings = 0; readings < READINGS; readings += 1) {
    const before = now();
    const shared = Number(process.hrtime.bigint()) / 1e6;
    const span = now() - before;
    if (span < tightest.span) tightest = { span, offset: shared - before - span / 2 };
  }
  return tightest.offset;
}
