/** The classes of views by the number that stands for them in a message. */

type ViewConstructor = {
  readonly name: string;
  readonly BYTES_PER_ELEMENT?: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ArrayBufferView;
};

const newer = globalThis as { Float16Array?: ViewConstructor };

/** In the order of their numbers. The last is missing where the runtime does not have it. */
const CONSTRUCTORS: readonly (ViewConstructor | undefined)[] = [
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  newer.Float16Array,
];

const DATA_VIEW = 0;
const numbers = new Map(CONSTRUCTORS.map((constructor, number) => [constructor?.name ?? '', number]));
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayName = Object.getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag)?.get as () => string;
const { call } = Function.prototype;
const nameOf = call.bind(typedArrayName) as (view: ArrayBufferView) => string | undefined;

/** The number of the built-in class that a view is of, whatever it was made a subclass of. */
export function viewKindOf(view: ArrayBufferView): number {
  return numbers.get(nameOf(view) ?? 'DataView') ?? DATA_VIEW;
}

/** The class of that number, or undefined. */
export function viewConstructor(kind: number): ViewConstructor | undefined {
  return CONSTRUCTORS[kind];
}

/** How many bytes an element of such a view takes. */
export function elementBytes(kind: number): number {
  return CONSTRUCTORS[kind]?.BYTES_PER_ELEMENT ?? 1;
}

/** All but `DataView`. */
export function isTypedArrayKind(kind: number): boolean {
  return kind !== DATA_VIEW;
}
