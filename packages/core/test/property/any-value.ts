import * as fc from 'fast-check';

class Point {
  readonly x = 1;
}

/** What the node of a graph is made as; its parts come later, so that they may be any node at all. */
const makers = {
  object: () => ({}),
  array: () => [],
  map: () => new Map(),
  set: () => new Set(),
  bare: () => Object.create(null) as object,
  instance: () => new Point(),
} as const;

type Container = object | unknown[] | Map<unknown, unknown> | Set<unknown>;

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number) => ArrayBufferView;

const viewConstructors: readonly ViewConstructor[] = [
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
  DataView,
];

/** A view of a part of a buffer, or of all of it. */
const views: fc.Arbitrary<ArrayBufferView> = fc
  .tuple(fc.constantFrom(...viewConstructors), fc.uint8Array({ maxLength: 40 }), fc.nat(4))
  .map(([type, bytes, skipped]) => {
    const buffer = new ArrayBuffer(Math.ceil((bytes.length + 32) / 8) * 8);
    new Uint8Array(buffer).set(bytes);
    return new type(buffer, skipped * 8 > 32 ? 0 : skipped * 8);
  });

/** One buffer and views of parts of it, in any order: the first decides how the others travel. */
const families: fc.Arbitrary<readonly unknown[]> = fc
  .array(fc.oneof(fc.constant(undefined), fc.tuple(fc.constantFrom(...viewConstructors), fc.nat(4))), { maxLength: 5 })
  .map((members) => {
    const buffer = Uint8Array.from({ length: 32 }, (_, index) => index).buffer;
    return members.map((member) => (member === undefined ? buffer : new member[0](buffer, member[1] * 8)));
  });

const errors: fc.Arbitrary<Error> = fc
  .tuple(fc.constantFrom(Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError), fc.string())
  .map(([type, message]) => new type(message));

const regExps: fc.Arbitrary<RegExp> = fc
  .tuple(fc.constantFrom('', 'a+', '[^/]/', '(?<n>.)', '\\u{61}'), fc.subarray(['g', 'i', 'm', 's', 'u', 'y', 'd']))
  .map(([source, flags]) => new RegExp(source, flags.join('')));

const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 31 - 1, 2 ** 53, 5e-324),
);

/** Strings of code units, paired and alone, of all lengths at which the codec changes its way. */
const strings = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 40 }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 40 }),
);

const bigInts = fc.oneof(fc.bigInt(), fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }));
const primitives = fc.oneof(numbers, strings, bigInts, fc.boolean(), fc.constantFrom(null, undefined));

const leaves = fc.oneof(
  { weight: 6, arbitrary: primitives },
  fc.oneof(numbers, strings, bigInts, fc.boolean()).map((primitive) => Object(primitive) as object),
  fc.date({ noInvalidDate: false }),
  regExps,
  errors,
  views,
  families,
  fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.buffer),
  fc.array(numbers, { maxLength: 80 }),
  fc.array(fc.integer(), { maxLength: 80 }),
  fc.sparseArray(primitives, { maxNumElements: 5, maxLength: 3_000 }),
);

const keys = fc.oneof(
  strings,
  fc.nat(20).map(String),
  fc.constantFrom('__proto__', 'constructor', 'then', 'length', 'toString', 'toJSON', '4294967295', '-1', '1.5'),
);

/** A way from a node to a part of it: a leaf, or the node of that number. */
const edges = fc.record({
  from: fc.nat(11),
  key: keys,
  to: fc.oneof(
    leaves,
    fc.nat(11).map((number) => ({ number })),
  ),
});

const graphs = fc
  .tuple(
    fc.array(fc.constantFrom(...Object.keys(makers)), { minLength: 1, maxLength: 12 }),
    fc.array(edges, { maxLength: 40 }),
  )
  .map(([kinds, ways]) => {
    const nodes = kinds.map((kind) => makers[kind as keyof typeof makers]() as Container);
    for (const { from, key, to } of ways)
      connect(nodes[from % nodes.length]!, key, isNumbered(to) ? nodes[to.number % nodes.length] : to);
    return nodes[0];
  });

function isNumbered(to: unknown): to is { number: number } {
  return typeof to === 'object' && to !== null && Object.getPrototypeOf(to) === Object.prototype && 'number' in to;
}

function connect(node: Container, key: string, part: unknown): void {
  if (node instanceof Map) node.set(key.length % 2 === 0 ? key : part, part);
  else if (node instanceof Set) node.add(part);
  else if (Array.isArray(node)) connectArray(node, key, part);
  else Object.defineProperty(node, key, { value: part, writable: true, enumerable: true, configurable: true });
}

/** Elements for the most part; now and then a property that is none, or a gap. */
function connectArray(array: unknown[], key: string, part: unknown): void {
  if (key === 'length') return;
  if (key.length < 8) array.push(part);
  else Object.defineProperty(array, key, { value: part, writable: true, enumerable: true, configurable: true });
}

/** Anything that structured clone takes: leaves, trees, and graphs with shared parts and cycles. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: leaves },
  { weight: 5, arbitrary: graphs },
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withNullPrototype: true,
    withObjectString: true,
  }),
);
