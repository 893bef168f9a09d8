import { store, wait } from '../explored-atomics.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';
import { judgeVerdict, RETIRES, type SettlingOptions, settlingMain, WORKER } from './settling-main.ts';

export interface KilledWorkerOptions extends SettlingOptions {
  /** Records the worker claims at once. */
  readonly limit: number;
  /** Tasks after which it says that it retires, claims nothing more, and ends. */
  readonly retiresAfter?: number;
  /** A task that never ends: the main thread terminates the worker, and nobody else kills it. */
  readonly sticksAt?: number;
  /** The first way is right; the others are faults of a user of the rings, to be caught as well. */
  readonly marks?: 'before the run' | 'after the run' | 'the whole batch';
}

const CAPACITY_BYTES = 128;

/**
 * A worker is killed before any of its steps. Then each task is settled in one way: it gave a result, or it was not started and runs
 * elsewhere, or it is lost, which can only be the one that was started last.
 */
export function killedWorker(rings: Rings, options: KilledWorkerOptions): Scenario {
  const { tasks, sticksAt } = options;
  const inRing = rings.createRing({ capacityBytes: CAPACITY_BYTES }).buffer;
  const outRing = rings.createRing({ capacityBytes: CAPACITY_BYTES }).buffer;
  // The last word never changes.
  const board = new SharedArrayBuffer(4 * (tasks + 1));
  nameWords(
    board,
    Array.from({ length: tasks }, (_, task) => `task ${task} ran`),
  );
  return {
    rings: [inRing, outRing],
    boards: [board],
    threads: [
      settlingMain(rings, inRing, outRing, options),
      worker(rings, inRing, outRing, new Int32Array(board), options),
    ],
    ...(sticksAt === undefined && { mayBeKilled: WORKER }),
    judge: (end) => judgeVerdict(end, tasks, 1),
  };
}

function worker(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  board: Int32Array,
  options: KilledWorkerOptions,
): ThreadBody {
  const { tasks, limit, retiresAfter = Infinity, sticksAt, marks = 'before the run' } = options;
  return {
    name: 'worker',
    start: () =>
      rounds({
        inRing: new rings.ClaimingConsumer(inRing),
        outRing: new rings.RingProducer(outRing),
        rounds: 0,
        ran: 0,
        output: undefined,
        round(): boolean {
          if (this.ran >= retiresAfter) {
            this.tell(RETIRES);
            this.publish();
            return false;
          }
          this.rounds += 1;
          if (this.inRing.claim(limit) === 'batch') {
            this.runBatch();
            this.inRing.release();
            this.publish();
          }
          return this.rounds < tasks;
        },
        runBatch(): void {
          for (let offset = this.inRing.nextRecord(); offset >= 0; offset = this.inRing.nextRecord()) {
            if (marks === 'before the run') this.inRing.markStarted();
            this.run(this.inRing.view.getInt32(offset, true));
            if (marks === 'after the run') this.inRing.markStarted();
          }
          if (marks === 'the whole batch') this.inRing.markStarted();
        },
        run(task: number): void {
          store(board, task, 1);
          if (task === sticksAt) wait(board, tasks, 0);
          this.ran += 1;
          this.tell(task);
        },
        tell(result: number): void {
          const offset = this.outRing.reserve(4);
          this.outRing.view.setInt32(offset, result, true);
          this.outRing.stage();
        },
        publish(): void {
          this.outRing.publish();
          this.outRing.wakeConsumer();
        },
      }),
  };
}
