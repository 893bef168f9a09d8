import { writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';

/** A picture: red, green and blue of each pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Writes a picture as a PNG file, if a path is given. */
export async function savePicture(path: string | undefined, picture: () => Picture): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, encode({ ...picture(), channels: 3 }));
  console.log(`picture: ${path}`);
}
