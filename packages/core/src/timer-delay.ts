/** The longest delay a timer takes: a longer one, `Infinity` too, fires at once. */
const LONGEST_MILLIS = 2 ** 31 - 1;

/** A time in milliseconds as a timer takes it: never shorter than what was asked for, but for what no timer can wait. */
export function timerDelay(millis: number): number {
  return Math.min(Math.max(0, Math.ceil(millis)), LONGEST_MILLIS);
}
