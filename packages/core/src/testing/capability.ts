/** What a pool may lack, and what it is able to do when it does not. All else of the contract every pool has to keep. */
export const CAPABILITIES = {
  starmap: '`starmap`: items that are lists of arguments',
  imap: '`imap` and `imapUnordered`: lazy, bounded, over any iterable',
  handles: '`applyAsync`, `mapAsync`, `starmapAsync`, and what they give',
  cancel: '`cancel()` of what `applyAsync` gives',
  autoChunks: "`chunkSize: 'auto'`",
  progress: '`onProgress`',
  mapSettled: '`mapSettled`',
  failFast: '`failFast`',
  broadcast: '`broadcast`',
  arrays: '`parallelFor`, `mapBlocks`, `reduce` and `scan`: work on arrays, in blocks',
  taskProxy: '`pool.task`',
  syncCalls: '`applySync` and `mapSync`',
  threads: 'tasks run in threads: one that blocks, or never ends, holds up nobody else, and can be stopped',
  deaths: 'a task may end its thread: that costs this task and nothing else',
  copies: 'arguments and results are copies, made when the task is submitted and when it ends',
  errorText: 'errors of tasks keep class, stack, cause and own properties on the way',
  move: '`move` and the option `transfer`',
  signals: 'the option `signal`',
  taskSignal: '`taskSignal()` of `ringpool/worker`, and the option `graceMs`',
  timeLimits: '`taskTimeoutMs` and the option `timeoutMs`',
  queueLimit: '`queueLimit`',
  concurrency: '`concurrency`',
  retries: '`retries`',
  initializer: '`initializer` and `initargs`',
  finalizer: '`finalizer`',
  recycling: '`maxTasksPerWorker`',
  heapLimit: '`maxHeapMbPerWorker`',
  shrinking: '`minWorkers` and `idleTimeoutMs`',
  startFailures: 'modules that do not load are told by `ready()` and by every task',
  optionChecks: 'the constructor refuses options that are unknown or out of range',
  workers: '`pool.workers`',
  stats: '`pool.stats()`',
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** What a pool does not have, each with the reason. */
export type Lacks = { readonly [C in Capability]?: string };

/** Throws for a capability that nobody knows of, and for one without a reason: left-out cases must say why. */
export function checkLacks(lacks: Lacks): void {
  for (const [capability, reason] of Object.entries(lacks)) {
    if (!Object.hasOwn(CAPABILITIES, capability)) {
      const known = Object.keys(CAPABILITIES).join(', ');
      throw new TypeError(`Expected \`lacks\` to name capabilities (${known}), got ${JSON.stringify(capability)}.`);
    }
    if (typeof reason !== 'string' || reason.trim() === '')
      throw new TypeError(`Expected \`lacks.${capability}\` to be the reason in words, got ${JSON.stringify(reason)}.`);
  }
}

/** Why a case that needs `needs` is left out; `undefined` when it is not. */
export function reasonToSkip(needs: readonly Capability[], lacks: Lacks): string | undefined {
  const reasons = needs.flatMap((need) => (lacks[need] === undefined ? [] : [`lacks ${need}: ${lacks[need]}`]));
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
