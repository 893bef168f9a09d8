import { abortedBy, type Cancellable } from '../abort-signals.js';
import type { NumericOptions } from '../call-options.js';
import { autoChunkSize } from '../chunking.js';
import type { Engine } from '../engine.js';
import type { Feeder } from '../feeder.js';
import type { Job } from '../job-table.js';
import { type ChunkSource, itemsSource, MapFeeder } from '../map-feeder.js';
import { MapJob, type MapJobParts } from '../map-job.js';
import { progressReporter, type ProgressReporter } from '../progress.js';
import { limitsOf, type TaskLimits } from '../task-limits.js';
import type { TaskKind } from '../transport/task-record.js';
import { type BlockArguments, blockArguments } from './block-arguments.js';
import type { BlockEdges } from './block-edges.js';
import { markBlock } from './block-error.js';
import type { Combine } from './combine.js';
import { checkGrain } from './numeric-options.js';
import { type BlockWork, blockSource, MESSAGES_PER_WORKER } from './block-source.js';

/** Most results of blocks that are kept: longer arrays are slow ones, and a few times as many are more than the engine can hold. */
const MOST_KEPT = 2 ** 24;

/** What a pass over blocks is, but for what the call knows. */
export type Pass = Omit<BlockWork, 'functionId' | 'edges' | 'firstBlock' | 'count' | 'args'> & {
  readonly firstBlock?: number;
  readonly count?: number;
  /** As of `MapJobParts`, with the number of the block. */
  readonly take?: (block: number, value: unknown) => void;
};

/** What a numeric call works on. */
export interface NumericWork {
  readonly name: string;
  readonly edges: BlockEdges;
  readonly args: readonly unknown[];
  /** What combines: an export, by its name, or a function here. */
  readonly combine?: string | Combine;
  /** Blocks of all passes. */
  readonly blocksOfAllPasses: number;
}

/**
 * A call of one or several passes over the same blocks. From its first pass to its end it holds the pool open, which lets it end while it is closing, and one signal
 * ends it.
 */
export class NumericCall implements Feeder, Cancellable {
  readonly #engine: Engine;
  readonly #work: NumericWork;
  readonly #args: BlockArguments;
  readonly #limits: TaskLimits | undefined;
  readonly #progress: ProgressReporter | undefined;
  /** Whether any pass was shared among workers. */
  #isDivided = false;
  #pass: MapFeeder | undefined;
  #job: Job | undefined;
  /** Why no further pass may begin. */
  #makeError: (() => unknown) | undefined;

  private constructor(engine: Engine, work: NumericWork, options: NumericOptions) {
    this.#engine = engine;
    this.#work = work;
    this.#args = blockArguments(work.args);
    this.#limits = limitsOf(options, engine.options.taskTimeoutMs, false);
    this.#progress = progressReporter(options, work.blocksOfAllPasses);
  }

  /** Runs `passes` unless the call is refused, and gives what they give. */
  static async run<R>(
    engine: Engine,
    work: NumericWork,
    options: NumericOptions,
    passes: (call: NumericCall) => Promise<R>,
  ): Promise<R> {
    const { signal } = options;
    if (signal?.aborted === true) throw abortedBy(signal);
    const refusal =
      engine.refusalOf(work.name, work.edges.count) ??
      (typeof work.combine === 'string' ? engine.refusalOf(work.combine, 0) : undefined);
    if (refusal !== undefined) throw refusal;
    const call = new NumericCall(engine, work, options);
    if (work.edges.count === 0) {
      call.#progress?.inputEnded(0);
      return passes(call);
    }
    return call.#run(passes, signal);
  }

  async #run<R>(passes: (call: NumericCall) => Promise<R>, signal: AbortSignal | undefined): Promise<R> {
    const engine = this.#engine;
    engine.blockStatistics.callStarted();
    engine.addFeeder(this);
    if (signal !== undefined) engine.signals.follow(signal, this);
    try {
      return await passes(this);
    } catch (error) {
      // What kernels may write to, shared arrays among the arguments too, is the caller's again: nobody may write there any more.
      if (this.#job !== undefined) await engine.released(this.#job);
      throw error;
    } finally {
      engine.signals.unfollow(signal, this);
      engine.blockStatistics.callEnded(!this.#isDivided);
      engine.removeFeeder(this);
    }
  }

  /** Runs the kernel over blocks. Gives their results, from the pass's first block on, but those that the pass takes. */
  overBlocks(pass: Pass): Promise<unknown[]> {
    const { name, edges } = this.#work;
    const { firstBlock = 0, count = edges.count - firstBlock, take } = pass;
    if (count === 0) return Promise.resolve([]);
    if (take === undefined) checkGrain(edges.grain, Math.ceil(edges.end / MOST_KEPT));
    const functionId = this.#engine.admission.variantOf(name, `${pass.kind}/${Math.ceil(Math.log2(edges.grain))}`);
    const source = blockSource(this.#engine, { ...pass, functionId, edges, firstBlock, count, args: this.#args });
    this.#isDivided ||= !this.#fitsOneMessage(functionId, count);
    return this.#start(functionId, source, {
      progress: this.#progress,
      mark: (error, item) => markBlock(error, edges, firstBlock + item),
      take: take && ((item, value) => take(firstBlock + item, value)),
    });
  }

  /** Calls the export that combines in workers, once for each list of values: to one value each, or to its carries. Errors have no block. */
  overValues(kind: typeof TaskKind.Combine | typeof TaskKind.Carries, lists: readonly unknown[][]): Promise<unknown[]> {
    const functionId = this.#engine.admission.variantOf(this.#work.combine as string, `${kind}`);
    const source = itemsSource(this.#engine, kind, functionId, lists);
    return this.#start(functionId, source, { progress: undefined, mark: (error) => error });
  }

  cancel(makeError: () => Error): void {
    this.#makeError ??= makeError;
    this.#pass?.cancel(makeError);
  }

  /** A closing pool lets the call end. The pass that runs hears for itself. */
  stopInput(makeError: () => unknown): void {
    if (this.#engine.state !== 'closing') this.#makeError ??= makeError;
  }

  /** All that the pool allows was counted when the call was made. */
  roomMade(): void {}

  #start(
    functionId: number,
    source: ChunkSource,
    parts: Pick<MapJobParts, 'progress' | 'mark' | 'take'>,
  ): Promise<unknown[]> {
    if (this.#makeError !== undefined) return Promise.reject(this.#makeError());
    return new Promise((resolve, reject) => {
      const feeder = new MapFeeder(this.#engine, functionId, source, 'auto');
      this.#pass = feeder;
      const itemsSettled = (count: number): void => feeder.itemsSettled(count);
      this.#job = new MapJob({ items: source.length, limits: this.#limits, resolve, reject, itemsSettled, ...parts });
      feeder.start(this.#job);
    });
  }

  /** Whether sharing so many blocks would cost more than it saves: then all of them make one chunk. */
  #fitsOneMessage(functionId: number, blocks: number): boolean {
    const { workers } = this.#engine.options;
    return autoChunkSize(this.#engine.measuredNanos(functionId), blocks, workers, MESSAGES_PER_WORKER) >= blocks;
  }
}
