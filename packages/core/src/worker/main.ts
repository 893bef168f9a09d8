/** The worker thread's entry. It is bundled into one file, `worker/entry.js`, so that it works wherever that file is put. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { inspect } from 'node:util';
import { isMainThread, workerData } from 'node:worker_threads';
import { ClaimingConsumer, Doorbell, RingProducer } from 'atomics-ring';
import { Decoder } from '../codec/decode.js';
import { Encoder } from '../codec/encode.js';
import { SpinBudget } from '../spin-budget.js';
import { setLoadingModule } from '../loading-module.js';
import { PortTransport } from '../transport/port-transport.js';
import { ResultKind } from '../transport/result-record.js';
import { SharedBufferTable } from '../transport/shared-registry.js';
import { type Boot, BOOT_KEY, type BootData } from './boot.js';
import { EventLoop } from './event-loop.js';
import { FunctionTable } from './function-table.js';
import { ResultWriter } from './result-writer.js';
import { TaskLoop } from './task-loop.js';

/** Looks at the ring before a worker sleeps: at most about 70 µs, what putting it to sleep and waking it costs. */
const MOST_LOOKS = 6000;
const FEWEST_LOOKS = 50;

/** Keeps the worker's event loop alive while a task awaits; a thread is ended by its pool, never for lack of work. */
const FOREVER_MILLIS = 2 ** 31 - 1;

if (isMainThread || (workerData as Partial<BootData> | null)?.[BOOT_KEY] === undefined) {
  throw new Error('Expected the worker entry of ringpool to be started by a Pool, got loaded by other code.');
}
const bootData = workerData as BootData;
showUserData(bootData.user);
start(bootData[BOOT_KEY]).catch(die);

/** Makes `workerData` of `node:worker_threads` what the pool's user gave. */
function showUserData(data: unknown): void {
  const threads = createRequire(import.meta.url)('node:worker_threads') as { workerData: unknown };
  threads.workerData = data;
  syncBuiltinESMExports();
}

async function start(boot: Boot): Promise<void> {
  setInterval(() => {}, FOREVER_MILLIS);
  reportLeftOverRejections();
  const eventLoop = new EventLoop();
  const shared = new SharedBufferTable();
  const port = new PortTransport(boot.port);
  const ring = new ClaimingConsumer(boot.inRing);
  const results = new ResultWriter(
    new RingProducer(boot.outRing),
    port,
    // Shared buffers go back as themselves, not by number: the main thread may have dropped the number meanwhile.
    new Encoder({ idOf: () => undefined }),
    new Doorbell(new Int32Array(boot.doorbell), 0),
    () => loop?.releaseTasks(),
  );
  let loop: TaskLoop | undefined;
  const functions = await loadFunctions(boot.module, results);
  if (functions === undefined) return eventLoop.exit();
  loop = new TaskLoop({
    ring,
    results,
    functions,
    decoder: new Decoder(shared),
    shared,
    port,
    eventLoop,
    spin: new SpinBudget(MOST_LOOKS, FEWEST_LOOKS),
  });
  results.report(ResultKind.Ready, functions.names);
  loop.run();
}

/** Ends the thread by an error that no task has: the main thread is told of it, where a rejection would leave it waiting. */
function die(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}

/** The functions of the user's module; `undefined`, and a report, when it cannot be loaded. */
async function loadFunctions(module: string, results: ResultWriter): Promise<FunctionTable | undefined> {
  setLoadingModule(module);
  try {
    return new FunctionTable((await import(module)) as Record<string, unknown>);
  } catch (thrown) {
    reportFailure(thrown, results);
    return undefined;
  } finally {
    setLoadingModule(undefined);
  }
}

/** A module may throw what is no error, nothing at all, or what cannot be sent: the pool still learns why it does not start. */
function reportFailure(thrown: unknown, results: ResultWriter): void {
  try {
    if (thrown !== null && thrown !== undefined) return results.report(ResultKind.StartFailed, thrown);
  } catch {
    // Said below, in words.
  }
  results.report(ResultKind.StartFailed, new Error(`Expected the module to load, it threw ${inspect(thrown)}.`));
}

/** A rejection that a task left behind must not cost the worker, nor a later task. */
function reportLeftOverRejections(): void {
  process.on('unhandledRejection', (reason) => {
    process.emitWarning(
      `A rejection in a worker of a ringpool was handled by nobody: ${inspect(reason, { customInspect: false })}`,
      'UnhandledRejectionWarning',
    );
  });
}
