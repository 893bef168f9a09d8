/** What a worker does with blocks of an Arrow column. */
import { makeVector } from 'apache-arrow';

export interface Delays {
  readonly flights: number;
  readonly minutes: number;
  readonly late: number;
}

/** Counts the flights of a block, and adds up their delays. The block is an Arrow vector again, over the same memory. */
export function countDelays(block: Int16Array): Delays {
  const column = makeVector(block);
  let minutes = 0;
  let late = 0;
  for (let row = 0; row < column.length; row += 1) {
    const delay = column.get(row) ?? 0;
    minutes += delay;
    if (delay >= 15) late += 1;
  }
  return { flights: column.length, minutes, late };
}

export function addDelays(left: Delays, right: Delays): Delays {
  return {
    flights: left.flights + right.flights,
    minutes: left.minutes + right.minutes,
    late: left.late + right.late,
  };
}
