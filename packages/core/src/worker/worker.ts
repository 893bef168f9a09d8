import { ClaimingConsumer, Doorbell, RingProducer } from 'atomics-ring';
import { Decoder } from '../codec/decode.js';
import { Encoder, type SharedBufferIds } from '../codec/encode.js';
import { SpinBudget } from '../spin-budget.js';
import { ControlWriter } from '../transport/control-block.js';
import { timerDelay } from '../timer-delay.js';
import { PortTransport } from '../transport/port-transport.js';
import { ResultKind } from '../transport/result-record.js';
import { SharedBufferTable } from '../transport/shared-registry.js';
import { BatchClock } from './batch-clock.js';
import type { Boot } from './boot.js';
import { endInOrder, reportLeftOverRejections, tellOfExit } from './ending.js';
import { EventLoop } from './event-loop.js';
import type { FunctionTable } from './function-table.js';
import { Lanes } from './lanes.js';
import { type NewsWatch, watchAdaptively, watchFor } from './news-watch.js';
import { OneByOne, type RunnerParts } from './one-by-one.js';
import { RecordReader } from './record-reader.js';
import { ResultWriter } from './result-writer.js';
import { Retirement } from './retirement.js';
import { SideBySide } from './side-by-side.js';
import { findLifeFunctions, initialize, type LifeFunctions, loadModule } from './start-module.js';
import { TaskLoop } from './task-loop.js';
import type { TaskRun } from './task-run.js';
import { WorkMeter } from './work-meter.js';
import { showWorkerState } from './worker-state.js';

/** Looks at the ring before a worker sleeps: at most about 70 µs, what putting it to sleep and waking it costs. */
const MOST_LOOKS = 6000;
const FEWEST_LOOKS = 50;

/** Blocks of a result that are so long go by message: it copies them to where they stay, while a ring that holds several of them would have to be large. */
const BESIDE_BYTES = 131_072;

const NO_NUMBERS: SharedBufferIds = { idOf: () => undefined };

/** Keeps the worker's event loop alive while a task awaits; a thread is ended by its pool, never for lack of work. */
const FOREVER_MILLIS: number = timerDelay(Infinity);

/** What can tell which task is running. */
interface RunTeller {
  readonly currentRun: TaskRun | undefined;
}

/** The life of a worker from its boot to its first task; from then on its loop lives it. */
export async function runWorker(boot: Boot): Promise<void> {
  setInterval(() => {}, FOREVER_MILLIS);
  const worker = new Worker(boot);
  await worker.start();
}

class Worker {
  readonly #boot: Boot;
  readonly #eventLoop = new EventLoop();
  readonly #control: ControlWriter;
  readonly #port: PortTransport;
  readonly #results: ResultWriter;
  readonly #shared = new SharedBufferTable();
  #loop: TaskLoop | undefined;
  #runner: RunTeller | undefined;

  constructor(boot: Boot) {
    this.#boot = boot;
    this.#control = new ControlWriter(boot.control);
    this.#port = new PortTransport(boot.port);
    const doorbell = new Doorbell(new Int32Array(boot.doorbell), 0);
    this.#results = new ResultWriter(
      new RingProducer(boot.outRing),
      this.#port,
      // Where several records are open, nobody knows which of them a result's buffers came with.
      new Encoder(boot.concurrency > 1 ? NO_NUMBERS : this.#shared, undefined, BESIDE_BYTES),
      doorbell,
      () => this.#loop?.releaseTasks(),
      boot.avoidsRing,
    );
    tellOfExit(this.#results, this.#control, doorbell);
    reportLeftOverRejections(this.#results, (error) => this.#eventLoop.crash(error));
    showWorkerState({ workerIndex: boot.workerIndex, currentSignal: () => this.#runner?.currentRun?.signal });
  }

  /** Loads the module, runs the initializer, and says whether the worker is ready; then the loop begins. */
  async start(): Promise<void> {
    const functions = await loadModule(this.#boot, this.#shared, this.#results);
    if (functions === undefined) return this.#eventLoop.exit();
    const life = findLifeFunctions(this.#boot, functions, this.#results);
    if (life === undefined) return this.#eventLoop.exit();
    const ring = new ClaimingConsumer(this.#boot.inRing);
    const reader = new RecordReader(ring, new Decoder(this.#shared), this.#port, functions, this.#shared);
    const initargs = (): readonly unknown[] => reader.alone(this.#boot.initargs, this.#boot.initargsCount);
    if (!(await initialize(life.initializer, initargs, this.#results))) return this.#eventLoop.exit();
    const loop = this.#makeLoop(ring, reader, functions, life);
    this.#loop = loop;
    this.#results.report(ResultKind.Ready, functions.names);
    loop.run();
  }

  #makeLoop(ring: ClaimingConsumer, reader: RecordReader, functions: FunctionTable, life: LifeFunctions): TaskLoop {
    const { maxTasks, maxHeapMb, spinMicros } = this.#boot;
    const batch = new BatchClock();
    const lanes = new Lanes(this.#control);
    const base = { ring, results: this.#results, functions, reader, shared: this.#shared, lanes, batch };
    return new TaskLoop({
      ring,
      results: this.#results,
      reader,
      batch,
      meter: new WorkMeter(this.#control),
      retirement: new Retirement(maxTasks, maxHeapMb),
      eventLoop: this.#eventLoop,
      watchForNews: newsWatch(spinMicros),
      makeRunner: (loop) => {
        const { publish, publishQuietly, crash } = loop;
        return this.#makeRunner({ ...base, publish, publishQuietly, resume: loop.run, crash });
      },
      end: (ending) => void endInOrder(ending, life.finalizer, this.#results, this.#eventLoop),
    });
  }

  #makeRunner(parts: RunnerParts): OneByOne | SideBySide {
    const { concurrency } = this.#boot;
    const runner = concurrency > 1 ? new SideBySide(parts, concurrency) : new OneByOne(parts);
    this.#runner = runner;
    return runner;
  }
}

function newsWatch(spinMicros: number | 'auto'): NewsWatch {
  return spinMicros === 'auto' ? watchAdaptively(new SpinBudget(MOST_LOOKS, FEWEST_LOOKS)) : watchFor(spinMicros);
}
