import type { KernelMemory } from './kernel-memory.js';

/** A part of the memory of the kernels. */
export interface Area {
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** Parts of the memory that are lent and taken back. A memory never shrinks: what comes back is lent again. */
export class LentAreas {
  readonly #memory: KernelMemory;
  readonly #free: Area[] = [];

  constructor(memory: KernelMemory) {
    this.#memory = memory;
  }

  /** Has `count` areas ready, one behind the other. Throws `RangeError` when the memory may not grow as far. */
  reserve(count: number, byteLength: number): void {
    const { byteOffset } = this.#memory.allocate(count * byteLength);
    for (let index = 0; index < count; index += 1)
      this.#free.push({ byteOffset: byteOffset + index * byteLength, byteLength });
  }

  /** The smallest area that is free and long enough, else a new one. Throws `RangeError` when the memory may not grow as far. */
  lend(byteLength: number): Area {
    const fitting = this.#free.filter((area) => area.byteLength >= byteLength);
    if (fitting.length === 0) return { byteOffset: this.#memory.allocate(byteLength).byteOffset, byteLength };
    const area = fitting.reduce((least, other) => (other.byteLength < least.byteLength ? other : least));
    this.#free.splice(this.#free.indexOf(area), 1);
    return area;
  }

  /** Nobody writes there any more. */
  takeBack(area: Area): void {
    this.#free.push(area);
  }
}
