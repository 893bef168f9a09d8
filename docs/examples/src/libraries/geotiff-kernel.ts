/** What a worker does with a tile of an image: the decoders of `geotiff` turn its bytes into pixels. */
import { getDecoder } from 'geotiff';
import { move } from 'ringpool';

export type TileParameters = Parameters<typeof getDecoder>[1];

/** Decodes a tile that was moved here, and moves the pixels back. */
export async function decodeTile(
  compression: number,
  parameters: TileParameters,
  buffer: ArrayBufferLike,
): Promise<ArrayBufferLike> {
  const decoder = await getDecoder(compression, parameters);
  return move(await decoder.decode(buffer));
}
