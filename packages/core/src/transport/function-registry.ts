import { show } from '../option-checks.js';

/** The longest name of a function in UTF-16 units: it must go into the smallest ring. */
const MAX_NAME_LENGTH = 256;

/** What is wrong with a name that no function can have; `undefined` when nothing is. */
export function wrongName(name: unknown): TypeError | RangeError | undefined {
  if (typeof name !== 'string') {
    return new TypeError(`Expected the name of a function to be a string, got ${show(name)}.`);
  }
  if (name.length <= MAX_NAME_LENGTH) return undefined;
  return new RangeError(
    `Expected the name of a function to be at most ${MAX_NAME_LENGTH} characters long, got ${name.length}.`,
  );
}

/** Gives each function name a number when it is first used; the numbers are the same for all workers of a pool. */
export class FunctionRegistry {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  /** Numbers of uses that are measured apart, by name and use. */
  readonly #variants = new Map<string, number>();
  /** The name asked for last, and its number: mostly the same function is called many times. */
  #latestName = '';
  #latestId: number | undefined;

  get count(): number {
    return this.#names.length;
  }

  /** The number of a name that has one. */
  find(name: string): number | undefined {
    if (name !== this.#latestName) {
      this.#latestId = this.#ids.get(name);
      this.#latestName = name;
    }
    return this.#latestId;
  }

  /** Gives a new name its number. */
  add(name: string): number {
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#latestName = name;
    this.#latestId = id;
    this.#names.push(name);
    return id;
  }

  /** A number for one use of a function, such as its blocks of one size: what that takes is measured apart from its other calls. */
  variantOf(name: string, use: string): number {
    const key = `${use}:${name}`;
    const known = this.#variants.get(key);
    if (known !== undefined) return known;
    this.#variants.set(key, this.#names.length);
    return this.#names.push(name) - 1;
  }

  nameOf(id: number): string {
    return this.#names[id]!;
  }
}
