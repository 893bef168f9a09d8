import { types } from 'node:util';

/**
 * Compares two graphs of values for being equal copies of one thing: values, classes, keys in their order, the attributes of
 * properties, holes, inner slots, and which parts are one and the same. Views of a part of a buffer are compared by their own bytes.
 *
 * @throws Error that names the first place where they differ.
 */
export function assertSameClone(actual: unknown, expected: unknown): void {
  const comparison = new Comparison();
  comparison.compare(actual, expected, 'value');
  comparison.finish();
}

class Comparison {
  readonly #partners = new Map<object, object>();
  readonly #pending: [actual: object, expected: object, place: string][] = [];
  readonly #takenBy = new Map<object, object>();

  compare(actual: unknown, expected: unknown, place: string): void {
    if (!isObject(actual) || !isObject(expected)) return require(Object.is(actual, expected), place, actual, expected);
    const partner = this.#partners.get(expected);
    if (partner !== undefined) return require(partner === actual, `identity of ${place}`, actual, expected);
    require(!this.#takenBy.has(actual), `identity of ${place}`, actual, expected);
    this.#partners.set(expected, actual);
    this.#takenBy.set(actual, expected);
    this.#pending.push([actual, expected, place]);
  }

  /** Looks into the objects that were met: one after the other, as they may be nested deeper than calls can be. */
  finish(): void {
    for (const [actual, expected, place] of this.#pending) this.#compareObjects(actual, expected, place);
  }

  #compareObjects(actual: object, expected: object, place: string): void {
    const prototype: unknown = Object.getPrototypeOf(expected);
    require(Object.getPrototypeOf(actual) === prototype, `class of ${place}`, actual, expected);
    this.#compareSlots(actual, expected, place);
    if (!ArrayBuffer.isView(expected)) this.#compareProperties(actual, expected, place);
  }

  #compareProperties(actual: object, expected: object, place: string): void {
    const [keys, expectedKeys] = [Reflect.ownKeys(actual), Reflect.ownKeys(expected)];
    this.compare(String(keys.map(String)), String(expectedKeys.map(String)), `keys of ${place}`);
    for (const key of expectedKeys) {
      const [property, wanted] = [actual, expected].map((object) => Object.getOwnPropertyDescriptor(object, key)!);
      for (const attribute of ['enumerable', 'writable', 'configurable'] as const) {
        this.compare(property![attribute], wanted![attribute], `${attribute} of ${place}.${String(key)}`);
      }
      this.compare(Reflect.get(actual, key), Reflect.get(expected, key), `${place}.${String(key)}`);
    }
  }

  #compareSlots(actual: object, expected: object, place: string): void {
    if (ArrayBuffer.isView(expected)) this.#compareViews(actual as ArrayBufferView, expected, place);
    else if (types.isMap(expected)) this.#compareLists([...(actual as Map<unknown, unknown>)], [...expected], place);
    else if (types.isSet(expected)) this.#compareLists([...(actual as Set<unknown>)], [...expected], place);
    else if (types.isAnyArrayBuffer(expected)) compareBytes(actual as ArrayBuffer, expected, place);
    else if (types.isRegExp(expected)) this.compare(`${actual as RegExp}`, `${expected}`, place);
    else if (types.isDate(expected)) this.compare((actual as Date).getTime(), expected.getTime(), place);
    else if (types.isBoxedPrimitive(expected)) this.compare(actual.valueOf(), expected.valueOf(), place);
    else this.compare(Array.isArray(actual), Array.isArray(expected), place);
    this.compare(types.isNativeError(actual), types.isNativeError(expected), place);
  }

  #compareViews(actual: ArrayBufferView, expected: ArrayBufferView, place: string): void {
    compareBytes(actual, expected, place);
    const isWhole = expected.byteLength === expected.buffer.byteLength;
    if (isWhole) this.compare(actual.buffer, expected.buffer, `buffer of ${place}`);
  }

  #compareLists(actual: readonly unknown[], expected: readonly unknown[], place: string): void {
    this.compare(actual.length, expected.length, `size of ${place}`);
    expected.forEach((part, index) => {
      const [parts, wanted] = [actual[index], part].map(
        (entry) => (Array.isArray(part) ? entry : [entry]) as unknown[],
      );
      wanted!.forEach((value, side) => this.compare(parts![side], value, `${place}[${index}][${side}]`));
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function compareBytes(
  actual: ArrayBufferView | ArrayBufferLike,
  expected: ArrayBufferView | ArrayBufferLike,
  place: string,
): void {
  const [bytes, wanted] = [actual, expected].map((memory) => Buffer.from(bytesOf(memory)).toString('hex'));
  require(bytes === wanted, place, bytes, wanted);
}

function bytesOf(memory: ArrayBufferView | ArrayBufferLike): Uint8Array {
  if (!ArrayBuffer.isView(memory)) return new Uint8Array(memory);
  return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
}

function require(isSame: boolean, place: string, actual: unknown, expected: unknown): void {
  if (isSame) return;
  throw new Error(`Expected the same ${place}, got ${describe(actual)} instead of ${describe(expected)}.`);
}

function describe(value: unknown): string {
  return isObject(value) ? Object.prototype.toString.call(value) : String(value);
}
