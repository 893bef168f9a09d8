import { readFileSync } from 'node:fs';

/** Text of a file of vega-datasets, which exports its loaders only and not the files. */
export function datasetText(file: string): string {
  return readFileSync(new URL(`../../node_modules/vega-datasets/data/${file}`, import.meta.url), 'utf8');
}
