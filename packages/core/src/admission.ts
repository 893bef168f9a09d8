import { QueueFullError, UnknownTaskError } from './errors.js';
import type { JobTable } from './job-table.js';
import type { CheckedOptions } from './pool-options.js';
import { type FunctionRegistry, wrongName } from './transport/function-registry.js';

/** Decides which calls a running pool takes: the function must be there, and room where the pool limits what is open. */
export class Admission {
  /** Most open items, and whether that is a limit. */
  readonly capacity: number;
  readonly isLimited: boolean;
  readonly #queueLimit: number;
  readonly #table: JobTable;
  readonly #functions: FunctionRegistry;
  /** Names of the module's functions, once a worker has told them. */
  #available: ReadonlySet<string> | undefined;
  /** Items of maps that are open and not sent yet. */
  #unsent = 0;

  constructor({ workers, concurrency, queueLimit }: CheckedOptions, table: JobTable, functions: FunctionRegistry) {
    this.capacity = workers * concurrency + queueLimit;
    this.isLimited = this.capacity < Infinity;
    this.#queueLimit = queueLimit;
    this.#table = table;
    this.#functions = functions;
  }

  /** A worker tells what functions the module has. */
  moduleHas(functions: readonly string[]): void {
    this.#available ??= new Set(functions);
  }

  /** Items that are not settled. */
  get openItems(): number {
    return this.#table.openItems + this.#unsent;
  }

  /** How many more items there may be now. */
  get room(): number {
    return this.capacity - this.openItems;
  }

  /** Items of a map that are open though not sent: more, or fewer, by `items`. */
  countUnsent(items: number): void {
    this.#unsent += items;
  }

  /** The number of a function; `undefined` when the module is known not to have it, or no module can. */
  functionId(name: string): number | undefined {
    const known = this.#functions.find(name);
    if (known !== undefined) return known;
    if (wrongName(name) !== undefined || this.#available?.has(name) === false) return undefined;
    return this.#functions.add(name);
  }

  /** The number of one use of a function that is there, under which what it takes is measured. */
  variantOf(name: string, use: string): number {
    return this.#functions.variantOf(name, use);
  }

  /** Why `items` calls of a function are not taken: a fresh error; `undefined` when they are. */
  refusalOf(name: string, items: number): Error | undefined {
    if (this.functionId(name) === undefined)
      return wrongName(name) ?? UnknownTaskError.of(name, [...(this.#available ?? [])]);
    if (this.room >= items) return undefined;
    const limit = `${this.capacity} may be open, of which \`queueLimit\` allows ${this.#queueLimit} to wait`;
    return new QueueFullError(`Expected room for ${items} more, got ${this.openItems} open items where ${limit}.`);
  }
}
