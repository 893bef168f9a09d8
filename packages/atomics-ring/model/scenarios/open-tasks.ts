import { store } from '../explored-atomics.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';
import { judgeVerdict, type SettlingOptions, settlingMain, WORKER } from './settling-main.ts';

export interface OpenTasksOptions extends SettlingOptions {
  readonly capacityBytes: number;
  /** Tasks the worker may have open at once. The one that began last ends first. */
  readonly open: number;
  /** What is given back with each result. The first way is right; the other is a fault of a user of the rings, to be caught as well. */
  readonly releases?: 'what lies before the open ones' | 'what was claimed';
}

/** A task that waits in the worker, and reads its record again at its end. */
interface Open {
  readonly task: number;
  readonly offset: number;
  readonly start: number;
}

/**
 * A worker with several tasks open at once, of which a later one ends before an earlier one, is killed before any of its steps: what has a
 * result is done, what was open is lost, the rest runs elsewhere. Meanwhile nobody writes to the record of a task that is open.
 */
export function openTasks(rings: Rings, options: OpenTasksOptions): Scenario {
  const { tasks, capacityBytes, open } = options;
  const inRing = rings.createRing({ capacityBytes }).buffer;
  const outRing = rings.createRing({ capacityBytes: 128 }).buffer;
  const board = new SharedArrayBuffer(4 * tasks);
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
    mayBeKilled: WORKER,
    judge: (end) => judgeVerdict(end, tasks, open),
  };
}

function worker(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  board: Int32Array,
  { tasks, open, releases = 'what lies before the open ones' }: OpenTasksOptions,
): ThreadBody {
  return {
    name: 'worker',
    start: () =>
      rounds({
        inRing: new rings.ClaimingConsumer(inRing),
        outRing: new rings.RingProducer(outRing),
        claims: 0,
        open: [] as Open[],
        output: undefined,
        /** One record at a time, while there may be one more open task. */
        round(): boolean {
          if (this.open.length === open || this.claims === tasks) return this.finish();
          this.claims += 1;
          if (this.inRing.claim(1, this.open.length > 0) !== 'batch') return true;
          const offset = this.inRing.nextRecord();
          this.inRing.markStarted();
          const task = this.inRing.view.getInt32(offset, true);
          store(board, task, 1);
          this.open.push({ task, offset, start: this.inRing.recordStart });
          return true;
        },
        finish(): boolean {
          const last = this.open.pop();
          if (last === undefined) return false;
          const { task, offset } = last;
          if (this.inRing.view.getInt32(offset, true) !== task) throw new Error(`expected task ${task} in its record`);
          const result = this.outRing.reserve(4);
          this.outRing.view.setInt32(result, task, true);
          this.outRing.stage();
          this.inRing.release(releases === 'what was claimed' ? undefined : this.open[0]?.start);
          this.outRing.publish();
          this.outRing.wakeConsumer();
          return true;
        },
      }),
  };
}
