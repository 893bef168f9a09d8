import { load, store } from '../explored-atomics.ts';
import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

/** What the main thread does. It settles a record once the worker is done with it, and only then takes back what it said of it. */
export type Action = Partial<Record<'publishes' | 'stops' | 'settles' | 'clears', number>>;

export interface StoppingOptions {
  /** Records that the worker may have open at once. */
  readonly open: number;
  /** Where the records start: some where one started that was settled before, after positions have gone round. */
  readonly positions: readonly number[];
  readonly script: readonly Action[];
}

interface Open {
  readonly record: number;
  items: number;
}

/** What became of a record. */
interface Life {
  readonly record: number;
  readonly items: number;
}

const ITEMS = 2;
const FIRST_STOP = 32 + 33;
const LANE_WORDS = 64;

/** A main thread stops some of a worker's records, at any moment: they end after the items that run, and no other one does. */
export function stopping(rings: Rings, options: StoppingOptions): Scenario {
  const { open, positions, script } = options;
  const block = rings.createControlBlock(open);
  const names: string[] = [];
  for (let lane = 0; lane < open; lane += 1) names[FIRST_STOP + lane * LANE_WORDS] = `STOP ${lane}`;
  nameWords(block, names);
  const board = new SharedArrayBuffer(4 * (1 + 2 * positions.length));
  nameWords(board, [
    'records published',
    ...positions.map((_, record) => `record ${record} is settled`),
    ...positions.map((_, record) => `record ${record} is stopped`),
  ]);
  return {
    rings: [],
    boards: [board, block],
    threads: [mainThread(rings, block, board, options), worker(rings, block, board, options)],
    judge: ({ outputs }) => {
      const lives = outputs[1] as Life[];
      const whole = positions
        .map((_, record) => record)
        .filter((record) => !script.some(({ stops }) => stops === record));
      for (const record of whole) {
        expectEqual(
          lives.find((life) => life.record === record)?.items,
          ITEMS,
          `the items of record ${record}, not stopped`,
        );
      }
    },
  };
}

function mainThread(
  rings: Rings,
  block: SharedArrayBuffer,
  board: SharedArrayBuffer,
  options: StoppingOptions,
): ThreadBody {
  const { positions, script } = options;
  const words = new Int32Array(board);
  return {
    name: 'main',
    start: () =>
      rounds({
        view: new rings.ControlView(block),
        place: 0,
        output: undefined,
        round(): boolean {
          const { publishes, stops, settles, clears } = script[this.place]!;
          if (settles !== undefined && load(words, 1 + settles) === 0) return true;
          if (stops !== undefined) this.view.stopRecord(positions[stops]!);
          if (clears !== undefined) this.view.clearStop(positions[clears]!);
          if (stops !== undefined) store(words, 1 + positions.length + stops, 1);
          if (publishes !== undefined) store(words, 0, publishes);
          this.place += 1;
          return this.place < script.length;
        },
      }),
  };
}

function worker(
  rings: Rings,
  block: SharedArrayBuffer,
  board: SharedArrayBuffer,
  options: StoppingOptions,
): ThreadBody {
  const { positions, open } = options;
  const words = new Int32Array(board);
  return {
    name: 'worker',
    start: () =>
      rounds({
        writer: new rings.ControlWriter(block),
        taken: 0,
        open: [] as Open[],
        output: [] as Life[],
        /** Takes the next record while it may have one more; otherwise runs an item of the one that waited longest. */
        round(): boolean {
          if (this.open.length < open && this.taken < positions.length && load(words, 0) > this.taken) {
            this.open.push({ record: this.taken, items: 0 });
            this.taken += 1;
            return true;
          }
          const next = this.open.shift();
          if (next !== undefined) this.goOn(next);
          return this.output.length < positions.length;
        },
        goOn(next: Open): void {
          const { record, items } = next;
          const isTold = load(words, 1 + positions.length + record) === 1;
          const isStopped = items < ITEMS && this.writer.isStopped(positions[record]!);
          if (isTold && items < ITEMS && !isStopped) throw new Error(`expected record ${record} to be stopped`);
          if (items === ITEMS || isStopped) {
            this.output.push({ record, items });
            store(words, 1 + record, 1);
          } else this.open.push({ record, items: items + 1 });
        },
      }),
  };
}
