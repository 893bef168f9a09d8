const SLOTS = 64;
const MAX_SHAPES = 256;
const MAX_NAMES = 255;
/** So many lists that are met for the first time, one after the other, and the message has nothing to gain. */
const MAX_IN_VAIN = 16;

/** What `meet` says of the names of an object that is written with them. */
export const NO_SHAPE = -1;

/**
 * The lists of names that the objects of a message have. What is met once is only remembered; met again it becomes a shape with a number, and from then
 * on the number stands for the names. A message holds all its shapes, as another decoder may get the next one.
 */
export class ShapeTable {
  /** How many shapes the message has. */
  count = 0;
  readonly #names: (readonly string[])[] = Array.from({ length: SLOTS }, () => []);
  /** The number of each slot's shape, or `NO_SHAPE`. */
  readonly #numbers = new Int32Array(SLOTS);
  /** The message in which each slot was last met: a new message forgets all of them at once. */
  readonly #messages = new Float64Array(SLOTS);
  #message = 1;
  #inVain = 0;

  /** The number of the shape with these names: `count` so far for one that is new; `NO_SHAPE` where names are met for the first time. */
  meet(names: readonly string[]): number {
    const { length } = names;
    if (this.#inVain === MAX_IN_VAIN || length === 0 || length > MAX_NAMES) return NO_SHAPE;
    const slot = slotOf(names[length - 1] as string, length);
    if (this.#messages[slot] !== this.#message || !areEqual(this.#names[slot] as readonly string[], names)) {
      return this.#remember(slot, names);
    }
    this.#inVain = 0;
    const number = this.#numbers[slot] as number;
    return number === NO_SHAPE ? this.#number(slot) : number;
  }

  /** Forgets the shapes after the first `count`. Names that were met in vain are still worth a shape. */
  truncate(count: number): void {
    if (this.count === count) return;
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((this.#numbers[slot] as number) >= count) this.#numbers[slot] = NO_SHAPE;
    }
    this.count = count;
  }

  /** Begins another message. */
  clear(): void {
    this.#message++;
    this.#inVain = 0;
    this.count = 0;
  }

  #remember(slot: number, names: readonly string[]): number {
    this.#inVain++;
    this.#names[slot] = names;
    this.#numbers[slot] = NO_SHAPE;
    this.#messages[slot] = this.#message;
    return NO_SHAPE;
  }

  #number(slot: number): number {
    if (this.count === MAX_SHAPES) return NO_SHAPE;
    return (this.#numbers[slot] = this.count++);
  }
}

/** The last name tells most: the first is often the same. */
function slotOf(lastName: string, length: number): number {
  const last = lastName.length - 1;
  return (length * 5 + lastName.charCodeAt(0) * 3 + lastName.charCodeAt(last) * 7 + last) & (SLOTS - 1);
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  const { length } = some;
  if (length !== others.length) return false;
  for (let index = 0; index < length; index++) if (some[index] !== others[index]) return false;
  return true;
}
