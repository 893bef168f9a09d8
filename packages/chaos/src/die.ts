import { exitCode, Fate } from './fate.js';
import type { Ledger } from './ledger.js';

/** The ends that tasks come to in a worker. A death is written into the ledger before it: what is not there, nobody meant to happen. */
export class Executioner {
  readonly #ledger: Ledger;
  readonly #life: number;

  constructor(ledger: Ledger, life: number) {
    this.#ledger = ledger;
    this.#life = life;
  }

  exit(code: number): never {
    this.#ledger.markDeath(this.#life);
    process.exit(code);
  }

  async exitLater(code: number): Promise<never> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.exit(code);
  }

  /** Never settles: the exception comes first. */
  throwInTimer(task: number, millis: number): Promise<never> {
    return new Promise(() => this.throwAside(task, millis));
  }

  exitAside(code: number, millis: number): void {
    setTimeout(() => this.exit(code), millis);
  }

  throwAside(task: number, millis: number): void {
    setTimeout(() => {
      this.#ledger.markDeath(this.#life);
      throw new Error(`task ${task} threw in a timer`);
    }, millis);
  }

  /** Small objects that hang together, one by one: of other shapes some take the whole process down. */
  outOfMemory(): never {
    this.#ledger.markDeath(this.#life);
    let chain: unknown = null;
    for (let link = 0; ; link += 1) chain = { link, chain, text: [link, link, link, link] };
  }
}

/** Does not return before somebody stops it. */
export function goOn(fate: number): Promise<never> {
  if (fate === Fate.AwaitForever) return new Promise(() => setInterval(() => {}, 1000));
  const word = new Int32Array(new SharedArrayBuffer(4));
  if (fate === Fate.Block) Atomics.wait(word, 0, 0);
  for (;;) Atomics.load(word, 0);
}

/** The end of a task that costs the worker at once, or soon. */
export function die(executioner: Executioner, fate: number, task: number): Promise<never> {
  const code = exitCode(task);
  if (fate === Fate.ExitZero) return executioner.exit(0);
  if (fate === Fate.ExitLater) return executioner.exitLater(code);
  if (fate === Fate.ThrowInTimer) return executioner.throwInTimer(task, task % 3);
  if (fate === Fate.OutOfMemory) return executioner.outOfMemory();
  return executioner.exit(code);
}
