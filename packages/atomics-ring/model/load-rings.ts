import { fileURLToPath } from 'node:url';
import type { Rings } from './scenario.ts';

/** Outside of this package, so asked for by its whole path. */
const CONTROL_BLOCK = fileURLToPath(new URL('../../core/src/transport/control-block.ts', import.meta.url));

/** The rings' own modules, and the pool's control block, for exploration, with a planted bug or `none`. */
export async function loadRings(bug: string): Promise<Rings> {
  const [rings, control] = await Promise.all([
    import(/* @vite-ignore */ `../src/index.ts?explored=${bug}`),
    import(/* @vite-ignore */ `${CONTROL_BLOCK}?explored=${bug}`),
  ]);
  return { ...rings, ...control } as Rings;
}
