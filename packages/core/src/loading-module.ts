/** Where a worker says which module it is loading; shared by all copies of this package in the thread. */
const LOADING = Symbol.for('ringpool.loadingModule');

type Global = { [LOADING]?: string | undefined };

/** Says that this worker loads `module`, or, with `undefined`, that it has. */
export function setLoadingModule(module: string | undefined): void {
  (globalThis as Global)[LOADING] = module;
}

/**
 * Throws for a pool that is made while its own module is being loaded in a worker: each worker would start a pool whose workers would start
 * pools. Python refuses the same with its error of the missing `if __name__ == "__main__"`.
 */
export function refuseOwnModule(module: string): void {
  if ((globalThis as Global)[LOADING] !== module) return;
  throw new Error(
    'Expected the functions of a pool in a module of their own, got a module that makes a pool of itself while its workers load it. ' +
      'Move them, or make the pool only where `isMainThread` of `node:worker_threads` is true.',
  );
}
