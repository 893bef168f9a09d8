import { expect, it } from 'vitest';
import { SerializationError } from '../src/errors.ts';
import { ModuleSource } from '../src/module-source.ts';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import type { WorkerSettings } from '../src/worker-handle.ts';
import { workerSettings } from '../src/worker-settings.ts';

const doorbell = new SharedArrayBuffer(4);

function settingsFor(options: PoolOptions): WorkerSettings {
  return workerSettings(new ModuleSource('file:///kernels.js'), checkOptions({ workers: 1, ...options }), doorbell);
}

it('tells a worker what the options say', () => {
  const { boot, ringBytes, workerData, threadOptions, workerUrl } = settingsFor({
    initializer: 'begin',
    initargs: [1, 'two'],
    finalizer: 'end',
    maxTasksPerWorker: 10,
    maxHeapMbPerWorker: 64,
    concurrency: 3,
    spinMicros: 20,
    ringBytes: 8192,
    workerData: { mine: true },
    name: 'cruncher',
    workerUrl: 'file:///entry.js',
  });
  expect(boot).toMatchObject({
    module: 'file:///kernels.js',
    doorbell,
    initializer: 'begin',
    initargsCount: 2,
    finalizer: 'end',
    maxTasks: 10,
    maxHeapMb: 64,
    concurrency: 3,
    spinMicros: 20,
    avoidsRing: false,
  });
  expect([ringBytes, workerData, threadOptions, workerUrl.href]).toEqual([
    8192,
    { mine: true },
    { name: 'cruncher' },
    'file:///entry.js',
  ]);
});

it('can be sent to a worker', () => {
  const { boot } = settingsFor({ initializer: 'begin', initargs: [{ a: 1 }] });
  expect(structuredClone(boot)).toEqual(boot);
});

it('refuses arguments of the initializer that cannot be sent', () => {
  expect(() => settingsFor({ initializer: 'begin', initargs: [() => {}] })).toThrow(SerializationError);
});
