// Makes the worker's entry one self-contained file, so that it works wherever a bundler or its user puts it.
import { build } from 'esbuild';

await build({
  entryPoints: ['dist/worker/main.js'],
  outfile: 'dist/worker/entry.js',
  bundle: true,
  inject: ['build/own-globals.js'],
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
