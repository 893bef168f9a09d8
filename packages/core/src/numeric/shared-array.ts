import { checkInteger, show } from '../option-checks.js';

/** An instance of any class of typed array, those included that our language version does not know yet. */
export type TypedArray = ArrayBufferView &
  ArrayLike<number | bigint> &
  Iterable<number | bigint> & { set(values: ArrayLike<never>, offset?: number): void };

export interface TypedArrayConstructor<A extends TypedArray> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): A;
}

/** The elements of a shared array to be. */
export type SharedArrayValues<A extends TypedArray> = ArrayLike<A[number]> | Iterable<A[number]>;

/** What all of them extend; it has no name of its own. */
const TypedArrayClass = Object.getPrototypeOf(Uint8Array) as abstract new () => TypedArray;

/**
 * Makes a typed array over shared memory: passed to a task or returned from one it is not copied, both sides see the same elements.
 * Takes a length (the elements are 0) or the elements themselves.
 *
 * @throws TypeError when the class is no typed array, or a value does not fit it.
 * @throws RangeError when the length is none, or too large.
 */
export function sharedArray<A extends TypedArray>(
  constructor: TypedArrayConstructor<A>,
  lengthOrValues: number | SharedArrayValues<A>,
): A {
  return arrayAt(constructor, lengthOrValues, newPlace);
}

/** Where an array is to lie. */
export interface ArrayPlace {
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
}

/** As `sharedArray`, where `placeFor` finds room for so many bytes. */
export function arrayAt<A extends TypedArray>(
  constructor: TypedArrayConstructor<A>,
  lengthOrValues: number | SharedArrayValues<A>,
  placeFor: (byteLength: number) => ArrayPlace,
): A {
  requireTypedArray(constructor);
  const values = typeof lengthOrValues === 'number' ? undefined : arrayLike<A>(lengthOrValues);
  const length = checkInteger('lengthOrValues', values?.length ?? lengthOrValues, 0, Number.MAX_SAFE_INTEGER);
  const { buffer, byteOffset } = placeFor(length * constructor.BYTES_PER_ELEMENT);
  const array = new constructor(buffer, byteOffset, length);
  if (values !== undefined) array.set(values as ArrayLike<never>);
  return array;
}

function newPlace(byteLength: number): ArrayPlace {
  try {
    return { buffer: new SharedArrayBuffer(byteLength), byteOffset: 0 };
  } catch (cause) {
    throw new RangeError(`Expected room for ${byteLength} shared bytes, got no memory.`, { cause });
  }
}

function requireTypedArray(constructor: unknown): void {
  if (typeof constructor === 'function' && constructor.prototype instanceof TypedArrayClass) return;
  const got = typeof constructor === 'function' ? `\`${constructor.name}\`` : show(constructor);
  throw new TypeError(`Expected a typed array's class, such as \`Float64Array\`, got ${got}.`);
}

function arrayLike<A extends TypedArray>(values: SharedArrayValues<A>): ArrayLike<A[number]> {
  if (typeof values === 'object' && values !== null) {
    if ('length' in values && typeof values.length === 'number') return values;
    if (Symbol.iterator in values) return [...values];
  }
  throw new TypeError(`Expected \`lengthOrValues\` to be a length, an array-like or an iterable, got ${show(values)}.`);
}
