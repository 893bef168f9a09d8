import type { Feeder } from './feeder.js';

/** The jobs of a pool that go on sending. */
export class Feeders {
  readonly #feeders = new Set<Feeder>();
  /** Whether they are about to be told that there is room for more items. */
  #isTellingRoom = false;

  get areThere(): boolean {
    return this.#feeders.size > 0;
  }

  add(feeder: Feeder): void {
    this.#feeders.add(feeder);
  }

  remove(feeder: Feeder): void {
    this.#feeders.delete(feeder);
  }

  /** There is room for items again: those that wait for it are told, outside of this call. */
  tellRoom(): void {
    if (this.#feeders.size === 0 || this.#isTellingRoom) return;
    this.#isTellingRoom = true;
    queueMicrotask(() => {
      this.#isTellingRoom = false;
      for (const feeder of [...this.#feeders]) feeder.roomMade();
    });
  }

  stopInput(makeError: () => Error): void {
    for (const feeder of [...this.#feeders]) feeder.stopInput(makeError);
  }
}
