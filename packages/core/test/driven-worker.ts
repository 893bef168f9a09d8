import { Worker } from 'node:worker_threads';
import { encodeAlone } from '../src/encode-alone.ts';
import { type Boot, BOOT_KEY, type BootData } from '../src/worker/boot.ts';
import { RecordExchange } from './record-exchange.ts';

const ENTRY = new URL('../bundle/worker-entry.js', import.meta.url);
const WORKER_KERNELS = new URL('fixtures/worker-kernels.mjs', import.meta.url);

const open: DrivenWorker[] = [];

export interface DrivenOptions extends Partial<Boot> {
  readonly args?: readonly unknown[];
  readonly execArgv?: readonly string[];
}

/** A worker's thread on the entry that ships, without a pool around it. */
export class DrivenWorker extends RecordExchange {
  readonly thread: Worker;
  readonly exited: Promise<number>;
  /** The error that ended the thread, if one did. */
  error: unknown;

  constructor(options: DrivenOptions = {}) {
    const { args = [], execArgv, ...boot } = options;
    super(boot.concurrency ?? 1);
    const { inRing, outRing, doorbell, control, workerPort: port } = this;
    const data: BootData = {
      [BOOT_KEY]: {
        module: WORKER_KERNELS.href,
        wasm: undefined,
        workerIndex: 3,
        ...{ inRing, outRing, doorbell, control, port },
        ...{ concurrency: 1, maxTasks: Infinity, maxHeapMb: Infinity, spinMicros: 'auto', avoidsRing: false },
        ...{ initializer: undefined, finalizer: undefined },
        ...{ initargs: encodeAlone(args, 'initargs'), initargsCount: args.length },
        ...boot,
      },
      user: undefined,
    };
    this.thread = new Worker(ENTRY, {
      workerData: data,
      transferList: [port],
      stdout: true,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    });
    this.thread.on('error', (error) => {
      this.error = error;
    });
    this.exited = new Promise((resolve) => this.thread.once('exit', resolve));
    open.push(this);
  }

  /** Once it is ready. */
  static async ready(options: DrivenOptions = {}): Promise<DrivenWorker> {
    const worker = new DrivenWorker(options);
    const [first] = await worker.next();
    if (first?.kind !== 'Ready') throw new Error(`Expected the worker to be ready, got ${JSON.stringify(first)}.`);
    return worker;
  }
}

/** For `afterEach`. */
export async function endDrivenWorkers(): Promise<void> {
  for (const worker of open.splice(0)) {
    await worker.thread.terminate();
    worker.close();
  }
}
