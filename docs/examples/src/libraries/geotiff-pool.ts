import { Pool as GeoTiffPool } from 'geotiff';
import { move, Pool } from 'ringpool';
import type { TileParameters } from './geotiff-kernel.js';

/** A `pool` for `readRasters` that decodes tiles on a pool of ours. Bytes and pixels are moved, not copied. */
export class TilePool extends GeoTiffPool {
  readonly #pool: Pool<typeof import('./geotiff-kernel.js')>;

  constructor(workers: number) {
    // It makes no workers of its own.
    super(0);
    // A package that geotiff brings, `web-worker`, looks into `workerData` wherever it is imported, and must find an object.
    this.#pool = new Pool(new URL('./geotiff-kernel.js', import.meta.url), { workers, workerData: {} });
  }

  /** Tiles that were decoded so far, all of them by workers. */
  get tilesDecoded(): number {
    return this.#pool.stats().done;
  }

  override bindParameters(
    compression: number,
    parameters: TileParameters,
  ): { decode(buffer: ArrayBufferLike): Promise<ArrayBufferLike> } {
    return { decode: (buffer) => this.#pool.apply('decodeTile', [compression, parameters, move(buffer)]) };
  }

  override async destroy(): Promise<void> {
    await this.#pool.terminate();
  }
}
