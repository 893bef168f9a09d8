// Makes of the compiled modules what is published: few files load in a third of the time that many take.
import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

const folder = 'bundle';
const workerEntry = './worker-entry';

/**
 * @param {Record<string, string>} entryPoints for each file, without its ending, the compiled module it is made of
 * @param {import('esbuild').BuildOptions} [options]
 */
async function bundle(entryPoints, options) {
  await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // The names stay, for those who read a stack.
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    ...options,
  });
}

/** What users import: each file is made of the module whose types go with it. */
function exportedEntries() {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const files = Object.entries(exports).filter(([path]) => path !== './package.json' && path !== workerEntry);
  return Object.fromEntries(
    files.map(([, target]) => [
      target.default.replace(`./${folder}/`, '').replace(/\.js$/, ''),
      target.types.replace(/\.d\.ts$/, '.js'),
    ]),
  );
}

/** What pools of the contract load in their workers. */
function taskEntries() {
  const names = readdirSync('dist/testing').filter((name) => name.endsWith('tasks.js'));
  return Object.fromEntries(names.map((name) => [`testing/${basename(name, '.js')}`, `dist/testing/${name}`]));
}

// What an earlier build left is not to be packed.
rmSync(folder, { recursive: true, force: true });
// What several of them need is in one file, so that it is there once.
await bundle(exportedEntries(), { splitting: true, chunkNames: 'shared-[hash]', packages: 'external' });
// In workers each file comes alone: one more to load costs more than what it spares.
await bundle(taskEntries());
// Self-contained, the rings included: it works wherever a bundler or its user puts it.
await bundle({ 'worker-entry': 'dist/worker/main.js' }, { inject: ['build/own-globals.js'] });
