import { deflateSync } from 'node:zlib';

/** A grid of 16-bit numbers, row by row. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** Numbers of the TIFF 6.0 specification: types of fields, and the fields that are written here, in the order they must have. */
const SHORT = 3;
const LONG = 4;
const DEFLATE = 8;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/** Writes a grid as a TIFF file of square tiles, each compressed by itself: that is how large images are stored. */
export function tiledTiff({ width, height, values }: Grid, tileSide: number): ArrayBuffer {
  const tiles = tilesOf({ width, height, values }, tileSide).map((tile) => deflateSync(tile));
  const fields: readonly Field[] = [
    [256, SHORT, [width]],
    [257, SHORT, [height]],
    [258, SHORT, [16]], // bits of a sample
    [259, SHORT, [DEFLATE]],
    [262, SHORT, [1]], // black is zero
    [277, SHORT, [1]], // samples of a pixel
    [322, SHORT, [tileSide]],
    [323, SHORT, [tileSide]],
    [324, LONG, offsetsOf(tiles)],
    [325, LONG, tiles.map(({ length }) => length)],
    [339, SHORT, [1]], // unsigned integers
  ];
  return fileOf(tiles, fields);
}

type Field = readonly [tag: number, type: number, values: readonly number[]];

/** Pixels of each tile; what hangs over the edge of the image is zero. */
function tilesOf({ width, height, values }: Grid, side: number): Uint16Array[] {
  const tiles: Uint16Array[] = [];
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const tile = new Uint16Array(side * side);
      for (let y = top; y < Math.min(top + side, height); y += 1)
        for (let x = left; x < Math.min(left + side, width); x += 1)
          tile[(y - top) * side + x - left] = values[y * width + x]!;
      tiles.push(tile);
    }
  }
  return tiles;
}

function offsetsOf(tiles: readonly Uint8Array[]): number[] {
  let next = HEADER_BYTES;
  return tiles.map(({ length }) => {
    const offset = next;
    next += length + (length % 2);
    return offset;
  });
}

/** Header, tiles, the directory of fields, and then the lists that do not fit into it. */
function fileOf(tiles: readonly Uint8Array[], fields: readonly Field[]): ArrayBuffer {
  const offsets = offsetsOf(tiles);
  const directory = offsets.at(-1)! + tiles.at(-1)!.length + (tiles.at(-1)!.length % 2);
  let lists = directory + 2 + fields.length * ENTRY_BYTES + 4;
  const end = lists + fields.reduce((bytes, [, , { length }]) => bytes + (length > 1 ? 4 * length : 0), 0);
  const file = new DataView(new ArrayBuffer(end));
  file.setUint16(0, 0x4949, true);
  file.setUint16(2, 42, true);
  file.setUint32(4, directory, true);
  tiles.forEach((tile, index) => new Uint8Array(file.buffer).set(tile, offsets[index]));
  file.setUint16(directory, fields.length, true);
  fields.forEach(([tag, type, list], index) => {
    const entry = directory + 2 + index * ENTRY_BYTES;
    file.setUint16(entry, tag, true);
    file.setUint16(entry + 2, type, true);
    file.setUint32(entry + 4, list.length, true);
    // One number stands in the entry itself; of several, where they are.
    file.setUint32(entry + 8, list.length === 1 ? list[0]! : lists, true);
    if (list.length === 1) return;
    for (const [place, value] of list.entries()) file.setUint32(lists + 4 * place, value, true);
    lists += 4 * list.length;
  });
  return file.buffer;
}
