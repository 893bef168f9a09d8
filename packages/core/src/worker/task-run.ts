/** What an abort signal is asked, and what it does, taken before any task could replace it. */
const nativeAborted: () => boolean = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')!.get!;
const nativeThrowIfAborted: () => void = AbortSignal.prototype.throwIfAborted;
const { apply } = Reflect;

/** Tells whether the main thread wants a run to stop, and looks out for that. */
export interface AbortWatch {
  isAborted(run: TaskRun): boolean;
  /** The run has a signal now, which is to fire by itself while the task awaits. */
  watch(run: TaskRun): void;
}

/** One run of one item, as `taskSignal()` sees it. The signal is made when it is asked for: most tasks never do. */
export class TaskRun {
  /** Its lane of the control block and its serial number there; they mean nothing without a watch. */
  readonly lane: number;
  readonly serial: number;

  readonly #watch: AbortWatch | undefined;
  #controller: AbortController | undefined;
  #isOver = false;

  /** Without a watch nobody can stop it, and its signal never fires. */
  constructor(watch?: AbortWatch, lane = -1, serial = 0) {
    this.#watch = watch;
    this.lane = lane;
    this.serial = serial;
  }

  /** Whether it has a signal that may still fire. */
  get isListening(): boolean {
    const controller = this.#controller;
    return !this.#isOver && controller !== undefined && !apply(nativeAborted, controller.signal, []);
  }

  /** The signal of this run, always the same object. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#watch !== undefined && !this.#isOver) {
        showSharedMemory(this.#controller.signal, this);
        this.#watch.watch(this);
      }
    }
    return this.#controller.signal;
  }

  /** Fires the signal if the main thread has said so. */
  look(): void {
    if (this.isListening && this.#watch?.isAborted(this) === true) this.#controller?.abort();
  }

  /** Its task has ended: the signal stays as it is. */
  end(): void {
    this.#isOver = true;
  }
}

/** Makes a signal look before it answers, so that a loop that never awaits sees the abort too. */
function showSharedMemory(signal: AbortSignal, run: TaskRun): void {
  Object.defineProperties(signal, {
    aborted: {
      configurable: true,
      get: (): boolean => {
        run.look();
        return apply(nativeAborted, signal, []);
      },
    },
    throwIfAborted: {
      configurable: true,
      writable: true,
      value: (): void => {
        run.look();
        apply(nativeThrowIfAborted, signal, []);
      },
    },
  });
}
