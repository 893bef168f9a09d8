import { show } from '../option-checks.js';

const LIMIT = 1n << 64n;

/** The lower and the upper half of an integer of 64 bits. Throws `TypeError` for another type, `RangeError` for another number. */
export function wordsOf(name: string, value: unknown): readonly [lower: number, upper: number] {
  const integer = checkedInteger(name, value);
  return [Number(integer & 0xffff_ffffn), Number(integer >> 32n)];
}

function checkedInteger(name: string, value: unknown): bigint {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
    throw new RangeError(`Expected \`${name}\` to be an integer from 0 to 2⁵³ − 1, or a bigint, got ${value}.`);
  }
  if (typeof value !== 'bigint') {
    throw new TypeError(`Expected \`${name}\` to be an integer, as a number or a bigint, got ${show(value)}.`);
  }
  if (value >= 0n && value < LIMIT) return value;
  throw new RangeError(`Expected \`${name}\` to be from 0 to 2⁶⁴ − 1, got ${value}.`);
}
