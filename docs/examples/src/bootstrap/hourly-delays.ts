import { sharedArray } from 'ringpool';

export const HOURS = 24;

/** Arrival delays grouped by the hour of departure, in shared memory: every thread reads the same bytes. */
export interface HourlyDelays {
  /** Minutes late, early ones negative. Hour `h` has those from `hourStarts[h]` up to, not including, `hourStarts[h + 1]`. */
  readonly delays: Int16Array;

  /** One more than there are hours; the last is the number of flights. */
  readonly hourStarts: Int32Array;

  /** The range of all delays: what has to be counted, cleared and searched. */
  readonly lowest: number;
  readonly highest: number;
}

/** Groups delays by a counting sort. `times` are hours with fractions: 6.5 is half past six. Every hour must have a flight. */
export function groupByHour(delays: ArrayLike<number>, times: ArrayLike<number>): HourlyDelays {
  const hours = Array.from(times, hourOf);
  const hourStarts = startsOf(hours);
  const nextPlace = hourStarts.slice();
  const grouped = sharedArray(Int16Array, delays.length);
  hours.forEach((hour, flight) => {
    grouped[nextPlace[hour]!++] = delays[flight]!;
  });
  return {
    delays: grouped,
    hourStarts,
    lowest: grouped.reduce((lowest, delay) => Math.min(lowest, delay)),
    highest: grouped.reduce((highest, delay) => Math.max(highest, delay)),
  };
}

function hourOf(time: number): number {
  const hour = Math.floor(time);
  if (!(hour >= 0 && hour < HOURS)) {
    throw new RangeError(`Expected a time from 0 up to, not including, ${HOURS}, got ${time}.`);
  }
  return hour;
}

function startsOf(hours: readonly number[]): Int32Array {
  const starts = sharedArray(Int32Array, HOURS + 1);
  for (const hour of hours) starts[hour + 1]!++;
  for (let hour = 0; hour < HOURS; hour++) {
    if (starts[hour + 1] === 0) throw new RangeError(`Expected flights in every hour, got none from ${hour}:00 on.`);
    starts[hour + 1]! += starts[hour]!;
  }
  return starts;
}
