/** Refuses keys that are not known: a misspelt option must not be ignored. */
export function refuseUnknown(options: object, known: ReadonlySet<string>, what: string): void {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) throw new TypeError(`Expected ${what}s of ${[...known].sort().join(', ')}, got \`${key}\`.`);
  }
}

/** Throws `TypeError` for anything but an object. */
export function checkObject(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`Expected ${what} to be an object, got ${show(value)}.`);
}

/** Throws `TypeError` for anything but an array, which may hold anything. */
export function checkArguments(name: string, args: unknown): asserts args is readonly unknown[] {
  if (!Array.isArray(args)) throw new TypeError(`Expected \`${name}\` to be an array of arguments, got ${show(args)}.`);
}

/** An integer in a range. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw new TypeError(`Expected \`${name}\` to be a number, got ${show(value)}.`);
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new RangeError(`Expected \`${name}\` to be an integer ${range}, got ${value}.`);
  }
  return value;
}

/** An integer of at least `min`, or `Infinity`. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkCount(name: string, value: unknown, min: number): number {
  return value === Infinity ? Infinity : checkInteger(name, value, min, Number.MAX_SAFE_INTEGER);
}

/** A number of some unit above 0; `Infinity` is one. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkPositive(name: string, value: unknown, unit: string): number {
  const number = checkNumber(name, value, unit);
  if (!(number > 0)) throw new RangeError(`Expected \`${name}\` to be a positive number of ${unit}, got ${number}.`);
  return number;
}

/** A number of milliseconds above 0, such as a limit: `Infinity` is none. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkMillis(name: string, value: unknown): number {
  return checkPositive(name, value, 'milliseconds');
}

/** As `checkMillis`, where 0 is a time as well. */
export function checkMillisOrNone(name: string, value: unknown): number {
  const millis = checkNumber(name, value, 'milliseconds');
  if (!(millis >= 0)) throw new RangeError(`Expected \`${name}\` to be at least 0 milliseconds, got ${millis}.`);
  return millis;
}

/** A short print of a value for an error's text. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

function checkNumber(name: string, value: unknown, unit: string): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`Expected \`${name}\` to be a number of ${unit}, got ${show(value)}.`);
}
