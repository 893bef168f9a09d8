import { readFileSync } from 'node:fs';
import wabt from 'wabt';

const assembler = await wabt();

/** The binary of a module in the text format of WebAssembly. */
export function assembled(text: string): Uint8Array {
  return assembler
    .parseWat('test.wat', text, { threads: true, bulk_memory: true, multi_value: true, exceptions: true })
    .toBinary({}).buffer;
}

/** The kernels of `fixtures/kernels.wat`. */
export const KERNELS_WASM: Uint8Array = assembled(
  readFileSync(new URL('./fixtures/kernels.wat', import.meta.url), 'utf8'),
);
