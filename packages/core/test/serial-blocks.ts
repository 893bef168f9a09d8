/** What the calls that work on arrays are defined by, one block after the other in this thread. Written apart from what it is compared with. */

export type AnyArray = Float64Array | Float32Array | Int32Array | Uint8Array | BigInt64Array;
export type AnyElement = number | bigint;

export interface Piece {
  readonly begin: number;
  readonly end: number;
}

/** The pieces of `length` elements, `grain` each. */
export function pieces(length: number, grain: number): Piece[] {
  const all: Piece[] = [];
  for (let begin = 0; begin < length; begin += grain) all.push({ begin, end: Math.min(length, begin + grain) });
  return all;
}

/** The largest power of two that leaves something to the right is the left half of the tree. */
export function tree<T>(values: readonly T[], combine: (left: T, right: T) => T): T {
  if (values.length === 1) return values[0] as T;
  let half = 1;
  while (2 * half < values.length) half *= 2;
  return combine(tree(values.slice(0, half), combine), tree(values.slice(half), combine));
}

/** Elements of an array whose class is not known, one after the other: `a + b` is of two of them. */
export const add = (left: AnyElement, right: AnyElement): AnyElement => (left as number) + (right as number);

export function serialSum(array: AnyArray, grain: number): AnyElement {
  const sums = pieces(array.length, grain).map(({ begin, end }) => [...array.slice(begin, end)].reduce(add));
  return tree<AnyElement>(sums, add);
}

export function serialPrefix(array: AnyArray, grain: number): AnyArray {
  const output = array.slice();
  let carry: AnyElement | undefined;
  for (const { begin, end } of pieces(array.length, grain)) {
    let total: AnyElement | undefined;
    for (let index = begin; index < end; index += 1) {
      total = total === undefined ? array[index]! : add(total, array[index]!);
      output[index] = (carry === undefined ? total : add(carry, total)) as never;
    }
    carry = carry === undefined ? total : add(carry, total!);
  }
  return output;
}

/** The bits of a number. */
export function hexOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}
