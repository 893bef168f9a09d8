import { importOurs } from '../build-under-test.js';
import type { Caller } from './caller.js';
import { RINGPOOL_CALLED } from './modules.js';

/** As it starts: there is nothing to choose. */
export const ringpoolCaller: Caller = {
  name: 'ringpool',
  settings: ['default'],
  start: async (workers) => {
    const { move, Pool } = await importOurs('ringpool');
    const pool = new Pool(RINGPOOL_CALLED, { workers });
    await pool.ready();
    return {
      call: (name, argument) => pool.apply(name, [argument]),
      echoMoved: (array) => pool.apply('echoMoved', [move(array)]),
      stop: () => pool.terminate(),
    };
  },
};
