import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyChange } from '../../model/explored-sources.js';
import type { Change } from '../../model/planted-bugs.js';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/**
 * Compiles the package's sources and the litmus tests' worker sides into a folder of their own, because a worker cannot load
 * TypeScript, with `changes` made to the sources: a planted bug, or a constant that makes the critical moment frequent. Returns
 * where the sides are.
 */
export function compiledSides(name: string, changes: readonly Change[] = []): URL {
  const folder = join(PACKAGE, 'test-results/litmus', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(PACKAGE, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join(PACKAGE, 'test/litmus/sides'), join(folder, 'test/litmus/sides'), { recursive: true });
  for (const change of changes) {
    const path = join(folder, 'src', change.file);
    writeFileSync(path, applyChange(readFileSync(path, 'utf8'), change));
  }
  const noDeclarations = { declaration: false, declarationMap: false, isolatedDeclarations: false, sourceMap: false };
  const compilerOptions = { rootDir: '.', outDir: 'out', ...noDeclarations };
  const config = { extends: join(PACKAGE, 'tsconfig.build.json'), compilerOptions, include: ['src', 'test'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [TSC, '-p', join(folder, 'tsconfig.json')]);
  return pathToFileURL(join(folder, 'out/test/litmus/sides/'));
}
