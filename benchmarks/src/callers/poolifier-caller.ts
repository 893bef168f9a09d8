import { fileURLToPath } from 'node:url';
import { settingNamed } from '../contenders/contender.js';
import { endThreads, POOLIFIER_SETTINGS } from '../contenders/poolifier.js';
import type { Caller } from './caller.js';
import { POOLIFIER_CALLED } from './modules.js';

export const poolifierCaller: Caller = {
  name: 'poolifier',
  settings: Object.keys(POOLIFIER_SETTINGS),
  start: async (workers, setting) => {
    const { FixedThreadPool } = await import('poolifier');
    const pool = new FixedThreadPool(
      workers,
      fileURLToPath(POOLIFIER_CALLED),
      settingNamed(POOLIFIER_SETTINGS, setting),
    );
    return { call: (name, argument) => pool.execute(argument, name), stop: () => endThreads(pool) };
  },
};
