import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Finds a file of the `vega-datasets` package, wherever the package manager has put it. */
export function datasetFile(name: string): URL {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return new URL(`../data/${name}`, pathToFileURL(entry));
}
