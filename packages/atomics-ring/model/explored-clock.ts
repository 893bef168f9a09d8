/** Stands in for the clock that all threads share: each body says what time it is before what it does next. */
let time = 0;

export function setClock(milliseconds: number): void {
  time = milliseconds;
}

export function sharedNow(): number {
  return time;
}
