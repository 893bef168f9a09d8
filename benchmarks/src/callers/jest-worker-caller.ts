import { fileURLToPath } from 'node:url';
import { settingNamed } from '../contenders/contender.js';
import { JEST_WORKER_SETTINGS } from '../contenders/jest-worker.js';
import type { Caller } from './caller.js';
import { JEST_WORKER_CALLED } from './modules.js';

export const jestWorkerCaller: Caller = {
  name: 'jest-worker',
  settings: Object.keys(JEST_WORKER_SETTINGS),
  start: async (workers, setting) => {
    const { Worker } = await import('jest-worker');
    const farm = new Worker(fileURLToPath(JEST_WORKER_CALLED), {
      ...settingNamed(JEST_WORKER_SETTINGS, setting),
      numWorkers: workers,
      exposedMethods: ['addOne', 'addPair', 'echo', 'empty', 'estimatePi', 'factorial', 'spinFor'],
    }) as InstanceType<typeof Worker> & Readonly<Record<string, (argument: unknown) => Promise<unknown>>>;
    return {
      call: (name, argument) => {
        const method = farm[name];
        if (method === undefined) throw new RangeError(`Expected jest-worker to have been told of ${name}.`);
        return method(argument);
      },
      stop: async () => {
        await farm.end();
      },
    };
  },
};
