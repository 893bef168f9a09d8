/** Microseconds by a clock that all threads of a process share. `performance.now()` begins anew in every thread. */
export function sharedClockUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}
