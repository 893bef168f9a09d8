import { BUILD_VARIABLE } from '../build-under-test.js';

type Encoding = typeof import('../../../packages/core/dist/codec/encode.js');
type Decoding = typeof import('../../../packages/core/dist/codec/decode.js');
type Rooms = typeof import('../../../packages/core/dist/codec/room.js');

const MEMORY_BYTES = 262_144;

/** What a pool does to a value between two threads, without the threads: the codec is no part of the public API, so its files are named. */
export async function ringpoolCodec(): Promise<(value: unknown) => unknown> {
  const { Encoder } = await load<Encoding>('encode');
  const { Decoder } = await load<Decoding>('decode');
  const { roomOver } = await load<Rooms>('room');
  const bytes = new Uint8Array(new SharedArrayBuffer(MEMORY_BYTES));
  const room = roomOver(bytes);
  const encoder = new Encoder({ idOf: () => undefined });
  const decoder = new Decoder({ bufferOf: refuse });
  return (value) => {
    const end = encoder.encodeValue(value, 'value', room);
    if (end < 0) throw new RangeError(`Expected a value of at most ${MEMORY_BYTES} encoded bytes, got more.`);
    return decoder.decodeValue(room.view, bytes, 0, end);
  };
}

async function load<Module>(file: string): Promise<Module> {
  const checkout = process.env[BUILD_VARIABLE] ?? new URL('../../../', import.meta.url);
  return (await import(new URL(`packages/core/dist/codec/${file}.js`, checkout).href)) as Module;
}

function refuse(id: number): never {
  throw new RangeError(`Expected a value without shared memory, got buffer ${id}.`);
}
