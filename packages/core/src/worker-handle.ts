import { MessageChannel, Worker, type WorkerOptions } from 'node:worker_threads';
import type { FunctionRegistry } from './transport/function-registry.js';
import { RingTransport } from './transport/ring-transport.js';
import { ControlView, createControlBlock } from './transport/control-block.js';
import { type Boot, type BootData, BOOT_KEY } from './worker/boot.js';

/** `starting`: its module is being loaded. `ready`: it runs tasks. `retiring`: it was asked to end. `ended`: after `'exit'`. */
export type WorkerState = 'starting' | 'ready' | 'retiring' | 'ended';

/** What a worker is started with; the same for all workers of a pool. */
export interface WorkerSettings {
  /** What every worker is told alike. */
  readonly boot: Omit<Boot, 'workerIndex' | 'inRing' | 'outRing' | 'port' | 'control'>;
  readonly entry: URL;
  readonly ringBytes: number;
  readonly userData: unknown;
  /** Node's own options, handed on. */
  readonly threadOptions: WorkerOptions;
}

/** What a worker tells its supervisor. */
export interface WorkerListener {
  /** The thread has ended: nothing is written by it any more. */
  exited(handle: WorkerHandle, exitCode: number): void;
}

/** One worker thread and the way to it: one life of one worker. */
export class WorkerHandle {
  readonly index: number;
  readonly transport: RingTransport;
  readonly control: ControlView;
  state: WorkerState = 'starting';

  /** Whether its rings were found damaged: what it wrote is not believed any more. */
  isDamaged = false;

  /** Why it ended, or will: its uncaught error, what its start failed with, or what damaged its ring. */
  cause: unknown;

  readonly #thread: Worker;
  #isTerminating = false;

  /** Starts the thread. Throws what `Worker` throws when none is to be had. */
  constructor(index: number, settings: WorkerSettings, functions: FunctionRegistry, listener: WorkerListener) {
    this.index = index;
    const { port1, port2 } = new MessageChannel();
    this.transport = new RingTransport(settings.ringBytes, port1, functions);
    const control = createControlBlock(settings.boot.concurrency);
    this.control = new ControlView(control);
    const { inRing, outRing } = this.transport;
    const workerData: BootData = {
      [BOOT_KEY]: { ...settings.boot, workerIndex: index, inRing, outRing, port: port2, control },
      user: settings.userData,
    };
    try {
      this.#thread = new Worker(settings.entry, { ...settings.threadOptions, workerData, transferList: [port2] });
    } catch (error) {
      port1.close();
      throw error;
    }
    this.#thread.unref();
    this.#thread.on('error', (error) => {
      this.cause ??= error;
    });
    this.#thread.once('exit', (exitCode) => {
      this.state = 'ended';
      listener.exited(this, exitCode);
      this.transport.port.close();
    });
  }

  get threadId(): number {
    return this.#thread.threadId;
  }

  /** Whether it is being ended at once: nobody looks into its rings any more before it is gone. */
  get isTerminating(): boolean {
    return this.#isTerminating;
  }

  /** Ends the thread at once, wherever it stands; `exited` is told when it is gone. */
  terminate(): void {
    if (this.#isTerminating) return;
    this.#isTerminating = true;
    void this.#thread.terminate();
  }
}
