/** How long a worker that ends waits for its output to be taken, and how often it looks. */
const FLUSH_MILLIS = 2000;
const BETWEEN_LOOKS_MILLIS = 2;

/**
 * The worker's event loop as the task loop sees it. A thread that sleeps in `Atomics.wait` runs no timer, no reaction and writes no output,
 * so before it sleeps the loop is turned, and it does not sleep that way at all while the module holds something live.
 */
export class EventLoop {
  /** What was active before the user's module was loaded, by kind. */
  readonly #base: Counts = countResources();

  /** Whether nothing of the user's has run since the loop's last turn. Its module has, at first. */
  #isQuiet = false;

  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** A task ran: it may have left reactions behind. */
  wasBusy(): void {
    this.#isQuiet = false;
  }

  /** Lets everything that is ready run, then calls back. */
  turn(then: () => void): void {
    setImmediate(() => {
      this.#isQuiet = true;
      then();
    });
  }

  /** Whether the module holds timers, sockets and the like, or output is not yet out. */
  hasLiveHandles(): boolean {
    if (hasUnflushedOutput()) return true;
    const counts = countResources();
    for (const kind in counts) if (counts[kind]! > (this.#base[kind] ?? 0)) return true;
    return false;
  }

  /** Ends the worker once its output is out, or when nobody has taken it for a while. */
  exit(): void {
    const deadline = performance.now() + FLUSH_MILLIS;
    const look = (): void => {
      if (!hasUnflushedOutput() || performance.now() > deadline) process.exit(0);
      setTimeout(look, BETWEEN_LOOKS_MILLIS);
    };
    look();
  }

  /** Ends the worker by an error of our own, which the main thread reports. */
  crash(error: unknown): void {
    process.nextTick(() => {
      throw error;
    });
  }
}

function hasUnflushedOutput(): boolean {
  return process.stdout.writableLength > 0 || process.stderr.writableLength > 0;
}

/** How many there are of each kind, in an object without a prototype. */
type Counts = Record<string, number>;

/** With loops that need nothing of what a task could have replaced. */
function countResources(): Counts {
  const counts = Object.create(null) as Counts;
  const kinds = process.getActiveResourcesInfo();
  for (let index = 0; index < kinds.length; index += 1) counts[kinds[index]!] = (counts[kinds[index]!] ?? 0) + 1;
  return counts;
}
