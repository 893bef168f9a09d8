import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

export interface RoundTripOptions {
  readonly capacityBytes: number;
  readonly tasks: number;
  /** Records the worker claims at once. */
  readonly limit: number;
  /** What the worker does before it parks. The first way is right; the others are faults of a user of the rings, to be caught as well. */
  readonly beforeParking?: 'releases, then publishes' | 'publishes, then releases' | 'nothing';
}

const BELL = 0;

/**
 * A main thread that sleeps on one bell for results and for room, and a worker that holds results back until it has nothing to do: all
 * results come, and nobody sleeps on.
 */
export function roundTrip(rings: Rings, options: RoundTripOptions): Scenario {
  const inRing = rings.createRing({ capacityBytes: options.capacityBytes }).buffer;
  const outRing = rings.createRing({ capacityBytes: 128 }).buffer;
  const board = new SharedArrayBuffer(4);
  nameWords(board, ['the main bell']);
  return {
    rings: [inRing, outRing],
    boards: [board],
    threads: [mainThread(rings, inRing, outRing, board, options), worker(rings, inRing, outRing, board, options)],
    judge: ({ outputs }) =>
      expectEqual(
        outputs[0],
        Array.from({ length: options.tasks }, (_, task) => task),
        'the results',
      ),
  };
}

function mainThread(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  board: SharedArrayBuffer,
  { tasks }: RoundTripOptions,
): ThreadBody {
  return {
    name: 'main',
    start: () =>
      rounds({
        tasks: new rings.RecallingProducer(inRing),
        results: new rings.RingConsumer(outRing),
        bell: new rings.Doorbell(new Int32Array(board), BELL),
        made: 0,
        output: [] as number[],
        round(): boolean {
          this.results.drain((view, offset) => this.output.push(view.getInt32(offset, true)));
          if (this.output.length === tasks) return false;
          if (!this.publish()) this.bell.sleepSync(() => this.results.hasRecords() || this.hasRoom());
          return true;
        },
        hasRoom(): boolean {
          return this.made < tasks && this.tasks.reserve(4) >= 0;
        },
        publish(): boolean {
          if (!this.hasRoom()) return false;
          this.tasks.view.setInt32(this.tasks.reserve(4), this.made, true);
          this.tasks.commit();
          this.made += 1;
          return true;
        },
      }),
  };
}

function worker(
  rings: Rings,
  inRing: SharedArrayBuffer,
  outRing: SharedArrayBuffer,
  board: SharedArrayBuffer,
  { tasks, limit, beforeParking = 'releases, then publishes' }: RoundTripOptions,
): ThreadBody {
  return {
    name: 'worker',
    start: () =>
      rounds({
        tasks: new rings.ClaimingConsumer(inRing),
        results: new rings.RingProducer(outRing),
        bell: new rings.Doorbell(new Int32Array(board), BELL),
        done: 0,
        output: undefined,
        round(): boolean {
          if (this.tasks.claim(limit) === 'empty') {
            this.publish();
            if (this.done === tasks) return false;
            this.tasks.sleepSync();
            return true;
          }
          for (let offset = this.tasks.nextRecord(); offset >= 0; offset = this.tasks.nextRecord()) {
            this.tasks.markStarted();
            this.stage(this.tasks.view.getInt32(offset, true));
          }
          return true;
        },
        stage(task: number): void {
          const offset = this.results.reserve(4);
          this.results.view.setInt32(offset, task, true);
          this.results.stage();
          this.done += 1;
        },
        publish(): void {
          if (beforeParking === 'nothing') return;
          if (beforeParking === 'releases, then publishes') this.tasks.release();
          this.results.publish();
          this.bell.ring();
          if (beforeParking === 'publishes, then releases') this.tasks.release();
        },
      }),
  };
}
