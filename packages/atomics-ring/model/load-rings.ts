import type { Rings } from './scenario.ts';

/** The package's own modules, for exploration, with a planted bug or `none`. */
export async function loadRings(bug: string): Promise<Rings> {
  return (await import(/* @vite-ignore */ `../src/index.ts?explored=${bug}`)) as Rings;
}
