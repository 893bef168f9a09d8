import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bits must be those of JavaScript: no fused multiplication. */
const FLAGS = ['-std=c++17', '-O3', '-march=native', '-ffp-contract=off', '-pthread'];

/** A program in C++ that something is held against; its source is in `native/`. */
export class NativeProgram {
  /** Where it is once it is compiled. */
  readonly path: string;
  readonly #source: string;

  constructor(name: string) {
    this.#source = fileURLToPath(new URL(`../native/${name}.cpp`, import.meta.url));
    this.path = fileURLToPath(new URL(`./native/${name}`, import.meta.url));
  }

  /** Compiles it. Returns what is missing, in words, when that cannot be done. */
  async compile(): Promise<readonly string[]> {
    mkdirSync(new URL('./native/', import.meta.url), { recursive: true });
    try {
      await run('g++', [...FLAGS, this.#source, '-o', this.path]);
      return [];
    } catch (error) {
      return [`The C++ reference is left out, because g++ did not compile it: ${String(error)}`];
    }
  }
}
