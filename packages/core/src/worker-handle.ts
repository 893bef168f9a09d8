import type { Readable } from 'node:stream';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { WasmSource } from './module-source.js';
import type { CheckedOptions } from './pool-options.js';
import type { FunctionRegistry } from './transport/function-registry.js';
import { RingTransport } from './transport/ring-transport.js';
import { ControlView, createControlBlock } from './transport/control-block.js';
import { type Boot, type BootData, BOOT_KEY } from './worker/boot.js';

/** `starting`: its module is being loaded. `ready`: it runs tasks. `retiring`: it was asked to end. `ended`: after `'exit'`. */
export type WorkerState = 'starting' | 'ready' | 'retiring' | 'ended';

/** What a worker is started with; the same for all workers of a pool. */
export interface WorkerSettings extends Pick<
  CheckedOptions,
  'workerUrl' | 'ringBytes' | 'workerData' | 'threadOptions'
> {
  /** What every worker is told alike. */
  readonly boot: Omit<Boot, 'wasm' | 'workerIndex' | 'inRing' | 'outRing' | 'port' | 'control'>;
  /** Kernels of WebAssembly, which each life of a worker is given its own part of. */
  readonly wasm: WasmSource | undefined;
}

/** What a worker tells its supervisor. */
export interface WorkerListener {
  /** The thread has ended: nothing is written by it any more. */
  exited(handle: WorkerHandle, exitCode: number): void;
  /** An error that no task caught is ending the thread. */
  failed(handle: WorkerHandle, error: unknown): void;
}

/** One worker thread and the way to it: one life of one worker. */
export class WorkerHandle {
  readonly index: number;
  /** Node's number of the thread. */
  readonly threadId: number;
  readonly transport: RingTransport;
  readonly control: ControlView;
  state: WorkerState = 'starting';

  /** Whether its rings were found damaged: what it wrote is not believed any more. */
  isDamaged = false;

  /** Why it ended, or will: its uncaught error, what its start failed with, or what damaged its ring. */
  cause: unknown;

  /** Whom the job table knows as the holder of its records: its index, until its place is given away before its end is heard of. */
  holder: number;

  /** Items that it was sent and that were not taken back; counted only where a worker retires after so many. */
  itemsSent = 0;

  /** Items whose results it has given: what it says of itself in shared memory may be some tiny tasks behind. */
  itemsGiven = 0;

  /** Whether it was told to end, did not, and is no longer waited for: what it does is not known any more. */
  isGivenUp = false;

  /** Its exit code, once it has ended. */
  endedWith: number | undefined;

  /** Whether it ever loaded its module. */
  wasReady = false;

  /** Whether it ended in an orderly way, as it was asked to or because it had done all it was to do. */
  hasRetired = false;

  readonly #startedAt: number = performance.now();

  /** Since when it has nothing to do, in milliseconds; looked after only where idle workers are ended. */
  idleSince = 0;

  readonly #listener: WorkerListener;
  readonly #settings: WorkerSettings;
  readonly #thread: Worker;
  #isTerminating = false;

  /** Starts the thread. Throws what `Worker` throws when none is to be had. */
  constructor(index: number, settings: WorkerSettings, functions: FunctionRegistry, listener: WorkerListener) {
    this.index = index;
    this.holder = index;
    this.#listener = listener;
    this.#settings = settings;
    const { port1, port2 } = new MessageChannel();
    this.transport = new RingTransport(settings.ringBytes, port1, functions);
    const control = createControlBlock(settings.boot.concurrency);
    this.control = new ControlView(control);
    const { inRing, outRing } = this.transport;
    const own = { workerIndex: index, inRing, outRing, port: port2, control };
    try {
      const boot: Boot = { ...settings.boot, ...own, wasm: settings.wasm?.bootFor(this) };
      const workerData: BootData = { [BOOT_KEY]: boot, user: settings.workerData };
      this.#thread = new Worker(settings.workerUrl, { ...settings.threadOptions, workerData, transferList: [port2] });
    } catch (error) {
      this.transport.close();
      settings.wasm?.ended(this);
      throw error;
    }
    this.#thread.unref();
    this.threadId = this.#thread.threadId;
    this.#thread.on('error', (error) => {
      this.cause ??= error;
      listener.failed(this, error);
    });
    this.#thread.once('exit', (exitCode) => {
      this.#end(exitCode);
      this.transport.close();
    });
  }

  /** Deals with the end of the thread as soon as it has run its exit hook: it writes nothing to its rings any more. */
  noticeEnd(): void {
    const { exitCode } = this.control;
    if (exitCode !== undefined) this.#end(exitCode);
  }

  #end(exitCode: number): void {
    if (this.state === 'ended') return;
    this.endedWith = exitCode;
    this.hasRetired = this.state === 'retiring' && exitCode === 0;
    this.state = 'ended';
    this.#settings.wasm?.ended(this);
    this.#listener.exited(this, exitCode);
  }

  /** How long it has been there, in milliseconds. */
  get livedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** What the worker prints, where the pool's options ask for the streams. */
  get stdout(): Readable | null {
    return this.#settings.threadOptions.stdout === true ? this.#thread.stdout : null;
  }

  get stderr(): Readable | null {
    return this.#settings.threadOptions.stderr === true ? this.#thread.stderr : null;
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
