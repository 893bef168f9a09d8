import { machine } from '../machine.ts';
import type { End, Rings } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';

/** The worker is the second thread of its scenarios. */
export const WORKER = 1;

/** The one result that is none: the worker retires. */
export const RETIRES = -1;

export interface SettlingOptions {
  readonly tasks: number;
  /**
   * What it does once the tasks are published, but for those that it publishes now, and before it waits for the worker's end. It takes
   * tasks back to run them itself.
   */
  readonly then: readonly ('recalls' | 'drains' | 'publishes' | 'terminates')[];
  /** How it decides what became of a task. The first way is right; the others are faults of a user of the rings, to be caught as well. */
  readonly decides?: 'by STARTED' | 'by CLAIM' | 'before draining' | 'before the exit';
}

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

/** A main thread that gives tasks to a worker and says in the end what became of each. For what finds no room it runs the task itself. */
export function settlingMain(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  { tasks, then, decides = 'by STARTED' }: SettlingOptions,
): ThreadBody {
  const first = tasks - then.filter((action) => action === 'publishes').length;
  return {
    name: 'main',
    start: () =>
      rounds({
        inRing: new rings.RecallingProducer(inRing),
        outRing: new rings.RingConsumer(outRing),
        inFlight: [] as InFlight[],
        step: 0,
        made: 0,
        output: noVerdict(),
        round(): boolean {
          const { step } = this;
          this.step += 1;
          if (step < first) this.publish();
          else if (step < first + then.length) this.act(then[step - first]!);
          else return this.settle();
          return true;
        },
        publish(): void {
          const task = this.made;
          this.made += 1;
          const offset = this.inRing.reserve(4);
          if (offset < 0) {
            this.output.elsewhere.push(task);
            return;
          }
          // After the reservation: padding lies before it.
          const start = this.inRing.writePosition;
          this.inRing.view.setInt32(offset, task, true);
          this.inRing.commit();
          this.inFlight.push({ task, start });
        },
        act(action: SettlingOptions['then'][number]): void {
          if (action === 'recalls') this.takeBack();
          else if (action === 'publishes') this.publish();
          else if (action === 'terminates') machine.terminate(WORKER);
          else this.outRing.drain((view, offset) => this.take(view.getInt32(offset, true)));
        },
        /** A worker that retires claims nothing more: what is left is taken back without waiting for its end. */
        take(result: number): void {
          if (result === RETIRES) this.takeBack();
          else this.output.done.push(result);
        },
        takeBack(): void {
          this.inRing.recall((view, offset) => {
            const task = view.getInt32(offset, true);
            this.output.elsewhere.push(task);
            this.inFlight = this.inFlight.filter((record) => record.task !== task);
          });
        },
        settle(): false {
          if (decides !== 'before the exit') machine.untilExit(WORKER);
          if (decides !== 'before draining')
            this.outRing.salvage((view, offset) => this.take(view.getInt32(offset, true)));
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

/** Each task is settled in one way, and in the right one; of those that ran, at most `open` may be lost, and only with a worker killed. */
export function judgeVerdict({ outputs: [verdict], board, killed }: End, tasks: number, open: number): void {
  const { elsewhere, done, lost } = verdict as Verdict;
  const settled = [...elsewhere, ...done, ...lost].sort((one, other) => one - other);
  const isOnce = settled.length === tasks && settled.every((task, place) => task === place);
  const ranTwice = elsewhere.some((task) => board[task] === 1);
  const hasLostTooMuch = lost.length > (killed === undefined ? 0 : open);
  // The kill may have come between the mark of one task and its run.
  const marked = lost.filter((task) => board[task] === 0);
  const isRight =
    isOnce && !ranTwice && !hasLostTooMuch && marked.length <= 1 && done.every((task) => board[task] === 1);
  if (!isRight) throw new Error(`${JSON.stringify(verdict)}, and these ran in the worker: ${[...board].join()}`);
}
