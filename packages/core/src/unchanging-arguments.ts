/** A value that nobody can change: what a record would hold of it can be told later just as well. */
type Unchanging = number | string | boolean | null | undefined;

/** Arguments that nobody can change: in a list, or the only one without any. */
export type UnchangingArguments = readonly Unchanging[] | number | string | boolean;

/** Most bytes that they may take in a record: there is room for as many in the smallest claim. */
const MOST_BYTES = 256;

/** At most so many bytes each take in a record: anything but a text, and of a text what is not a letter, and each letter. */
const BYTES_OF_VALUE = 9;
const BYTES_OF_LETTER = 3;

/**
 * What is to be kept of short arguments that nobody can change: they need not be encoded before a ring has room for them, and take a fraction of the memory until then.
 * `undefined` where there are others among them.
 */
export function keptArguments(args: readonly unknown[]): UnchangingArguments | undefined {
  const only = args.length === 1 ? args[0] : undefined;
  if (isUnchanging(only) && only !== null && only !== undefined) return bytesOf(only) > MOST_BYTES ? undefined : only;
  // Of its full length at once: an array that grows takes room for more.
  const copy = new Array<Unchanging>(args.length);
  let bytes = 0;
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index];
    if (!isUnchanging(value)) return undefined;
    bytes += bytesOf(value);
    if (bytes > MOST_BYTES) return undefined;
    copy[index] = value;
  }
  return copy;
}

/** The arguments as a list. */
export function listOf(kept: UnchangingArguments): readonly unknown[] {
  return typeof kept === 'object' ? kept : [kept];
}

function isUnchanging(value: unknown): value is Unchanging {
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'boolean' || value === null || value === undefined;
}

function bytesOf(value: Unchanging): number {
  return typeof value === 'string' ? BYTES_OF_VALUE + BYTES_OF_LETTER * value.length : BYTES_OF_VALUE;
}
