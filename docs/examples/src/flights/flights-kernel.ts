import { parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const MICROSECONDS_PER_DAY = 86_400_000_000;
const THURSDAY = 4;

/** What one task reads: a column of the rows from `begin` up to, not including, `end`, to their places in a shared array. */
export interface ReadTask {
  readonly bytes: Uint8Array;
  readonly column: 'date' | 'delay';
  readonly begin: number;
  readonly end: number;
  readonly target: Int16Array;
}

/** Reads delays in minutes, or weekdays from 0 for Sunday. Most of the time of this example is spent here. */
export async function readColumn({ bytes, column, begin, end, target }: ReadTask): Promise<void> {
  const convert = column === 'date' ? weekdayOf : Number;
  await parquetRead({
    file: { byteLength: bytes.length, slice: (from, to) => bytes.slice(from, to).buffer },
    columns: [column],
    rowStart: begin,
    rowEnd: end,
    compressors,
    parsers: { timestampFromMicroseconds: (microseconds) => microseconds },
    onChunk({ columnData, rowStart }) {
      for (let row = 0; row < columnData.length; row++) target[rowStart + row] = convert(columnData[row]);
    },
  });
}

/** Counts how often each delay from `lowest` on occurs on each weekday: `bins` counts of Sunday, then those of Monday, … */
export function countDelays(
  delays: Int16Array,
  offset: number,
  weekdays: Int16Array,
  lowest: number,
  bins: number,
): Int32Array {
  const counts = new Int32Array(7 * bins);
  for (let index = 0; index < delays.length; index++) {
    counts[weekdays[offset + index]! * bins + delays[index]! - lowest]!++;
  }
  return counts;
}

/** Adds up the counts of two blocks. */
export function addCounts(left: Int32Array, right: Int32Array): Int32Array {
  return left.map((count, bin) => count + right[bin]!);
}

/** The first day of 1970 was a Thursday. */
function weekdayOf(microseconds: bigint): number {
  return (Math.floor(Number(microseconds) / MICROSECONDS_PER_DAY) + THURSDAY) % 7;
}
