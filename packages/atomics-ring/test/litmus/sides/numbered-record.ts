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
}

export function noOutcomes(): Outcomes {
  return { whole: 0, torn: 0, outOfOrder: 0 };
}

/**
 * A visitor that looks at each record where it lies, and counts. A record of `uncutBytes` counts as whole too when it begins as it
 * should: its writer was going to cut it down.
 */
export function countingVisitor(outcomes: Outcomes, uncutBytes?: number): RecordVisitor {
  let expected = 0;
  return (view, offset, length) => {
    const number = view.getInt32(offset, true);
    if (number !== expected) outcomes.outOfOrder += 1;
    const filled = lengthOf(number);
    let isWhole = length === filled || length === uncutBytes;
    for (let place = 4; place < Math.min(length, filled); place += 4)
      isWhole &&= view.getInt32(offset + place, true) === number;
    outcomes[isWhole ? 'whole' : 'torn'] += 1;
    expected = (number + 1) | 0;
  };
}
