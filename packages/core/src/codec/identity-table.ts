/** Up to this many objects a look along the list is quicker than a `Map`. */
const LIST_LIMIT = 24;

/** The objects of one message by the order in which they were met: what is met again travels as its number. */
export class IdentityTable {
  #count = 0;
  #objects: (object | undefined)[] = [];
  /** The same as `#objects`, once there are more than `LIST_LIMIT`. */
  #numbers: Map<object, number> | undefined;

  get count(): number {
    return this.#count;
  }

  /** The number of an object that was met before, or -1. */
  numberOf(object: object): number {
    if (this.#numbers !== undefined) return this.#numbers.get(object) ?? -1;
    const objects = this.#objects;
    for (let number = 0; number < this.#count; number++) if (objects[number] === object) return number;
    return -1;
  }

  add(object: object): void {
    const number = this.#count++;
    this.#objects[number] = object;
    if (this.#numbers !== undefined) this.#numbers.set(object, number);
    else if (number >= LIST_LIMIT) this.#numbers = this.#mapped();
  }

  /** Forgets what was met after the first `count` objects. */
  truncate(count: number): void {
    while (this.#count > count) {
      const object = this.#objects[--this.#count] as object;
      this.#objects[this.#count] = undefined;
      this.#numbers?.delete(object);
    }
  }

  clear(): void {
    if (this.#numbers === undefined) this.truncate(0);
    else {
      this.#numbers = undefined;
      this.#objects = [];
      this.#count = 0;
    }
  }

  #mapped(): Map<object, number> {
    const numbers = new Map<object, number>();
    for (let number = 0; number < this.#count; number++) numbers.set(this.#objects[number] as object, number);
    return numbers;
  }
}
