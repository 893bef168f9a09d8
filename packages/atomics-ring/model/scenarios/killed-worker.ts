import { store } from '../explored-atomics.ts';
import { machine } from '../machine.ts';
import type { End, Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

export interface KilledWorkerOptions {
  readonly tasks: number;
  /** Records the worker claims at once. */
  readonly limit: number;
  /** Whether the main thread takes tasks back, and runs them itself, while the worker lives. */
  readonly recalls: boolean;
  /** The right ways are those named first; the others are faults of a user of the rings, to be caught as well. */
  readonly marks?: 'before the run' | 'after the run' | 'the whole batch';
  readonly decides?: 'by STARTED' | 'by CLAIM' | 'before draining' | 'before the exit';
}

const WORKER = 1;
const CAPACITY_BYTES = 128;

interface InFlight {
  readonly task: number;
  readonly start: number;
}

/** What became of tasks: which the main thread ran, which gave a result, which are lost with the worker. */
interface Verdict {
  readonly elsewhere: number[];
  readonly done: number[];
  readonly lost: number[];
}

function noVerdict(): Verdict {
  return { elsewhere: [], done: [], lost: [] };
}

/**
 * A worker is killed before any of its steps. Then each task is settled in one way: it gave a result, or it was not started and runs
 * elsewhere, or it is lost, which can only be the one that was started last.
 */
export function killedWorker(rings: Rings, options: KilledWorkerOptions): Scenario {
  const inRing = rings.createRing({ capacityBytes: CAPACITY_BYTES }).buffer;
  const outRing = rings.createRing({ capacityBytes: CAPACITY_BYTES }).buffer;
  const board = new SharedArrayBuffer(4 * options.tasks);
  nameWords(
    board,
    Array.from({ length: options.tasks }, (_, task) => `task ${task} ran`),
  );
  return {
    rings: [inRing, outRing],
    boards: [board],
    threads: [
      mainThread(rings, inRing, outRing, options),
      worker(rings, inRing, outRing, new Int32Array(board), options),
    ],
    mayBeKilled: WORKER,
    judge: (end) => judge(end, options.tasks),
  };
}

function mainThread(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  { tasks, recalls, decides = 'by STARTED' }: KilledWorkerOptions,
): ThreadBody {
  return {
    name: 'main',
    start: () =>
      rounds({
        inRing: new rings.RecallingProducer(inRing),
        outRing: new rings.RingConsumer(outRing),
        inFlight: [] as InFlight[],
        step: 0,
        output: noVerdict(),
        round(): boolean {
          const { step } = this;
          this.step += 1;
          if (step < tasks) this.publish(step);
          else if (step === tasks && recalls) this.takeBack();
          else return this.settle();
          return true;
        },
        publish(task: number): void {
          const start = this.inRing.writePosition;
          const offset = this.inRing.reserve(4);
          this.inRing.view.setInt32(offset, task, true);
          this.inRing.commit();
          this.inFlight.push({ task, start });
        },
        takeBack(): void {
          this.inRing.recall((view, offset) => {
            const task = view.getInt32(offset, true);
            this.output.elsewhere.push(task);
            this.inFlight = this.inFlight.filter((record) => record.task !== task);
          });
        },
        drain(): void {
          this.outRing.salvage((view, offset) => this.output.done.push(view.getInt32(offset, true)));
        },
        settle(): false {
          if (decides !== 'before the exit') machine.untilExit(WORKER);
          if (decides !== 'before draining') this.drain();
          // By CLAIM: what was claimed counts as started.
          if (decides === 'by CLAIM') this.takeBack();
          const { started } = this.inRing;
          for (const { task, start } of this.inFlight) {
            if (this.output.done.includes(task)) continue;
            const isStarted = decides === 'by CLAIM' || started - start > 0;
            this.output[isStarted ? 'lost' : 'elsewhere'].push(task);
          }
          return false;
        },
      }),
  };
}

function worker(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  board: Int32Array,
  { tasks, limit, marks = 'before the run' }: KilledWorkerOptions,
): ThreadBody {
  return {
    name: 'worker',
    start: () =>
      rounds({
        inRing: new rings.ClaimingConsumer(inRing),
        outRing: new rings.RingProducer(outRing),
        rounds: 0,
        output: undefined,
        round(): boolean {
          this.rounds += 1;
          if (this.inRing.claim(limit) === 'batch') this.runBatch();
          return this.rounds < tasks;
        },
        runBatch(): void {
          for (let offset = this.inRing.nextRecord(); offset >= 0; offset = this.inRing.nextRecord()) {
            if (marks === 'before the run') this.inRing.markStarted();
            this.run(this.inRing.view.getInt32(offset, true));
            if (marks === 'after the run') this.inRing.markStarted();
          }
          if (marks === 'the whole batch') this.inRing.markStarted();
          this.inRing.release();
          this.outRing.publish();
          this.outRing.wakeConsumer();
        },
        run(task: number): void {
          store(board, task, 1);
          const offset = this.outRing.reserve(4);
          this.outRing.view.setInt32(offset, task, true);
          this.outRing.stage();
        },
      }),
  };
}

function judge({ outputs: [verdict], board, killed }: End, tasks: number): void {
  const { elsewhere, done, lost } = verdict as Verdict;
  const settled = [...elsewhere, ...done, ...lost].sort((one, other) => one - other);
  const isOnce = settled.length === tasks && settled.every((task, place) => task === place);
  const ranTwice = elsewhere.some((task) => board[task] === 1);
  const isRight =
    isOnce && !ranTwice && lost.length <= (killed === undefined ? 0 : 1) && done.every((task) => board[task] === 1);
  if (!isRight) throw new Error(`${JSON.stringify(verdict)}, and these ran in the worker: ${[...board].join()}`);
}
