import { deserialize, serialize } from 'node:v8';
import { Packr, pack, unpack } from 'msgpackr';
import { ringpoolCodec } from './ringpool-codec.js';
import type { CodecValue } from './codec-values.js';

/** A way to copy a value by way of bytes. */
export interface Codec {
  readonly name: string;
  accepts(value: CodecValue): boolean;
  /** Encodes and decodes. */
  copy(value: unknown): unknown;
}

/** What all others are compared with. */
export const REFERENCE = 'v8.serialize';

export async function allCodecs(): Promise<readonly Codec[]> {
  const records = new Packr({ structuredClone: true, structures: [] });
  return [
    { name: 'ringpool', accepts: anything, copy: await ringpoolCodec() },
    { name: REFERENCE, accepts: anything, copy: (value) => deserialize(serialize(value)) as unknown },
    { name: 'structuredClone', accepts: anything, copy: (value) => structuredClone(value) },
    { name: 'JSON', accepts: ({ isJson }) => isJson, copy: (value) => JSON.parse(JSON.stringify(value)) as unknown },
    // Typed arrays, errors and cycles need its option for them.
    { name: 'msgpackr', accepts: ({ isJson }) => isJson, copy: (value) => unpack(pack(value)) as unknown },
    { name: 'msgpackr, records', accepts: anything, copy: (value) => records.unpack(records.pack(value)) as unknown },
  ];
}

function anything(): boolean {
  return true;
}
