import { createChannel, ExploredPort } from '../explored-port.ts';
import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

/** What the main thread does: publishes the next task, or takes back what is unclaimed. */
export type Action = 'task' | 'recall' | 'recall oldest';

export interface RecallOptions {
  readonly capacityBytes: number;
  readonly firstPosition?: number;
  readonly script: readonly Action[];
  /** What happens to tasks that were taken back: they run elsewhere, or are published again. */
  readonly recalled: 'elsewhere' | 'again';
  /** Records the worker claims at once. */
  readonly limit: number;
  /** Whether the worker rings for records it passed over; one that does not is a fault of a user of the rings. */
  readonly ringsForPassedOver?: boolean;
  /** Whether a task goes by the side channel, and its record holds the number of the message. */
  readonly hasSideChannel?: boolean;
}

type PortTransport = InstanceType<Rings['PortTransport']>;

const END = -1;

/** A main thread and a worker that claim records of one ring: every task is run once, by one of them. */
export function recall(rings: Rings, options: RecallOptions): Scenario {
  const { capacityBytes, firstPosition = 0, script, hasSideChannel = false } = options;
  const { buffer } = rings.createRing({ capacityBytes, firstPosition });
  const board = new SharedArrayBuffer(4);
  nameWords(board, ['the main bell']);
  const recalls = script.filter((action) => action !== 'task').length;
  const tasks = script.filter((action) => action === 'task').map((_, task) => task);
  // Each task once more whenever all are taken back, and the end.
  const channel = createChannel(hasSideChannel ? tasks.length * (1 + recalls) + 1 : 0);
  return {
    rings: [buffer],
    boards: [board, channel],
    threads: [mainThread(rings, buffer, board, channel, options), worker(rings, buffer, board, channel, options)],
    judge: ({ outputs }) => {
      const [elsewhere, run] = outputs as [number[], number[]];
      expectEqual(
        [...elsewhere, ...run].sort((one, other) => one - other),
        tasks,
        'the tasks that ran',
      );
    },
  };
}

function portOf(rings: Rings, channel: SharedArrayBuffer): PortTransport {
  return new rings.PortTransport(
    new ExploredPort(channel) as unknown as ConstructorParameters<Rings['PortTransport']>[0],
  );
}

function mainThread(
  rings: Rings,
  buffer: SharedArrayBuffer,
  board: SharedArrayBuffer,
  channel: SharedArrayBuffer,
  { script, recalled, hasSideChannel = false }: RecallOptions,
): ThreadBody {
  const payloadBytes = hasSideChannel ? 8 : 4;
  return {
    name: 'main',
    start: () =>
      rounds({
        ring: new rings.RecallingProducer(buffer),
        bell: new rings.Doorbell(new Int32Array(board), 0),
        port: portOf(rings, channel),
        place: 0,
        made: 0,
        /** Ends of the records published, oldest first, for `recall oldest`. */
        ends: [] as number[],
        waiting: [] as number[],
        output: [] as number[],
        round(): boolean {
          const task = this.waiting[0] ?? (this.place === script.length ? END : undefined);
          if (task !== undefined) return this.publish(task);
          const action = script[this.place]!;
          this.place += 1;
          if (action === 'task') this.waiting.push(this.made++);
          else this.takeBack(action === 'recall' ? this.ring.writePosition : this.ends.shift()!);
          return true;
        },
        /** Publishes a task, or sleeps until there is room for it. */
        publish(task: number): boolean {
          const offset = this.ring.reserve(payloadBytes);
          if (offset < 0) {
            this.bell.sleepSync(() => this.ring.reserve(payloadBytes) >= 0);
            return true;
          }
          this.ring.view.setInt32(offset, task, true);
          // The message is there before the record that names it.
          if (hasSideChannel) this.ring.view.setInt32(offset + 4, this.port.send(task), true);
          this.ring.commit();
          this.ends.push(this.ring.writePosition);
          this.waiting.shift();
          return task !== END;
        },
        takeBack(through: number): void {
          const target = recalled === 'again' ? this.waiting : this.output;
          this.ring.recall((view, offset) => target.push(view.getInt32(offset, true)), through);
        },
      }),
  };
}

function worker(
  rings: Rings,
  buffer: SharedArrayBuffer,
  board: SharedArrayBuffer,
  channel: SharedArrayBuffer,
  { limit, ringsForPassedOver = true, hasSideChannel = false }: RecallOptions,
): ThreadBody {
  return {
    name: 'worker',
    start: () =>
      rounds({
        ring: undefined as InstanceType<Rings['ClaimingConsumer']> | undefined,
        bell: new rings.Doorbell(new Int32Array(board), 0),
        port: portOf(rings, channel),
        output: [] as number[],
        round(): boolean {
          // Its end of the ring is made in the course of events, perhaps after the first recall.
          const ring = (this.ring ??= new rings.ClaimingConsumer(buffer));
          const outcome = ring.claim(limit);
          if (outcome === 'empty') {
            ring.sleepSync();
            return true;
          }
          const isLast = outcome === 'batch' && this.runBatch(ring);
          if (outcome === 'batch' || ringsForPassedOver) this.bell.ring();
          return !isLast;
        },
        /** Runs what was claimed, then gives its bytes back. Returns whether the end was among it. */
        runBatch(ring: InstanceType<Rings['ClaimingConsumer']>): boolean {
          let isLast = false;
          for (let offset = ring.nextRecord(); offset >= 0; offset = ring.nextRecord()) {
            ring.markStarted();
            const task = ring.view.getInt32(offset, true);
            if (hasSideChannel)
              expectEqual(this.port.receive(ring.view.getInt32(offset + 4, true)), task, 'the message');
            if (task === END) isLast = true;
            else this.output.push(task);
          }
          ring.release();
          return isLast;
        },
      }),
  };
}
