import { PISCINA_SETTINGS } from '../contenders/piscina.js';
import { settingNamed } from '../contenders/contender.js';
import type { Caller } from './caller.js';
import { PISCINA_CALLED } from './modules.js';

export const piscinaCaller: Caller = {
  name: 'piscina',
  settings: Object.keys(PISCINA_SETTINGS),
  start: async (workers, setting) => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      ...settingNamed(PISCINA_SETTINGS, setting),
      filename: PISCINA_CALLED.href,
      minThreads: workers,
      maxThreads: workers,
    });
    return {
      call: (name, argument) => pool.run(argument, { name }),
      echoMoved: (array) => pool.run(array, { name: 'echoMoved', transferList: [array.buffer as ArrayBuffer] }),
      stop: () => pool.destroy(),
    };
  },
};
