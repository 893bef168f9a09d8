import { UnknownTaskError } from '../errors.js';

/** A function of the user's module, called with the arguments of a task. */
export interface TaskFunction {
  (...args: unknown[]): unknown;
  /** How it is called with a block of an array first, where that differs. */
  ofBlock?: TaskFunction;
}

/** The functions of the worker module, by the numbers the main thread gave their names. */
export class FunctionTable {
  readonly #functions = new Map<string, TaskFunction>();
  readonly #byId: (TaskFunction | undefined)[] = [];
  readonly #names: string[] = [];

  /** Takes the functions a module exports; of a CommonJS module also those that only its `module.exports` shows. */
  constructor(namespace: Readonly<Record<string, unknown>>) {
    const fromDefault: unknown = namespace['default'];
    if (typeof fromDefault === 'object' && fromDefault !== null) this.#take(fromDefault as Record<string, unknown>);
    this.#take(namespace);
  }

  /** Names of all functions, sorted. */
  get names(): string[] {
    return [...this.#functions.keys()].sort();
  }

  /** The function of this name. Throws `UnknownTaskError`. */
  named(name: string): TaskFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw UnknownTaskError.of(name, this.names);
    return found;
  }

  /** Gives a function its number; one that does not exist fails when it is called. */
  define(id: number, name: string): void {
    this.#names[id] = name;
    this.#byId[id] = this.#functions.get(name);
  }

  /** The function with this number. Throws `UnknownTaskError`. */
  get(id: number): TaskFunction {
    const found = this.#byId[id];
    if (found === undefined) throw UnknownTaskError.of(this.#names[id] ?? `#${id}`, this.names);
    return found;
  }

  #take(exported: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(exported)) {
      const value = exported[name];
      if (typeof value === 'function') this.#functions.set(name, value as TaskFunction);
    }
  }
}
