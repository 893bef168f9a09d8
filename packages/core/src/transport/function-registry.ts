/** Gives each function name a number when it is first used; the numbers are the same for all workers of a pool. */
export class FunctionRegistry {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  get count(): number {
    return this.#names.length;
  }

  /** The number of a name that has one. */
  find(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** Gives a new name its number. */
  add(name: string): number {
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#names.push(name);
    return id;
  }

  nameOf(id: number): string {
    return this.#names[id]!;
  }
}
