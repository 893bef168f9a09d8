import type { RecordVisitor } from '../../../src/index.js';

/** The longest payload of a numbered record. */
export const LONGEST_BYTES = 64;

/** Payload bytes of record `number`: 4 to 64, without a pattern. */
export function lengthOf(number: number): number {
  return 4 + 4 * ((Math.imul(number, 0x9e3779b1) >>> 16) & 15);
}

/** Record `number`: each of its words says so. */
export function numberedRecord(number: number): Uint8Array {
  return new Uint8Array(new Int32Array(lengthOf(number) / 4).fill(number).buffer);
}

/** What came of numbered records, as counts: a litmus test's table. */
export interface Outcomes {
  whole: number;
  torn: number;
  outOfOrder: number;
  timedOut: number;
}

export function noOutcomes(): Outcomes {
  return { whole: 0, torn: 0, outOfOrder: 0, timedOut: 0 };
}

/** A visitor that looks at each record where it lies, and counts. */
export function countingVisitor(outcomes: Outcomes): RecordVisitor {
  let expected = 0;
  return (view, offset, length) => {
    const number = view.getInt32(offset, true);
    if (number !== expected) outcomes.outOfOrder += 1;
    let isWhole = length === lengthOf(number);
    for (let place = 4; place < length; place += 4) isWhole &&= view.getInt32(offset + place, true) === number;
    outcomes[isWhole ? 'whole' : 'torn'] += 1;
    expected = (number + 1) | 0;
  };
}
