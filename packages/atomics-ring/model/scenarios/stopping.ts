import { load, store } from '../explored-atomics.ts';
import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

/** Where the records start: the last one where the one before did, after positions have gone round. */
const POSITIONS = [8, 16, 24, 24] as const;
/** Those that the main thread never stops. */
const WHOLE = [1, 3] as const;
const ITEMS = 2;

const PUBLISHED = 0;
const SETTLED = 1;
const TOLD = 2;
const STOP = 32;

/**
 * What the main thread does. It settles a record once the worker is done with it; then it takes back what it said of it, perhaps after it has said the
 * same of another.
 */
const SCRIPT: readonly Partial<Record<'publishes' | 'stops' | 'settles' | 'clears', number>>[] = [
  { publishes: 3 },
  { stops: 0 },
  { settles: 0 },
  { stops: 2, clears: 0 },
  { settles: 2 },
  { clears: 2 },
  { publishes: 4 },
];

interface Life {
  readonly items: number;
  /** Items that ran though the main thread had said before that it stopped the record. */
  readonly late: number;
}

/** A main thread stops two of a worker's records, at any moment: they end after the item that runs, and no other one does. */
export function stopping(rings: Rings): Scenario {
  const block = rings.createControlBlock(1);
  const names: string[] = [];
  names[STOP] = 'STOP';
  nameWords(block, names);
  const board = new SharedArrayBuffer(12);
  nameWords(board, ['records published', 'records settled', 'records stopped']);
  return {
    rings: [],
    boards: [board, block],
    threads: [mainThread(rings, block, board), worker(rings, block, board)],
    judge: ({ outputs }) => {
      const lives = outputs[1] as Life[];
      const items = WHOLE.map((record) => lives[record]?.items);
      expectEqual(items, [ITEMS, ITEMS], 'the items of the records that were not stopped');
      const late = lives.map((life) => life.late);
      expectEqual(late, [0, 0, 0, 0], 'the items that ran after their record was stopped');
    },
  };
}

function mainThread(rings: Rings, block: SharedArrayBuffer, board: SharedArrayBuffer): ThreadBody {
  const words = new Int32Array(board);
  return {
    name: 'main',
    start: () =>
      rounds({
        view: new rings.ControlView(block),
        place: 0,
        output: undefined,
        round(): boolean {
          const action = SCRIPT[this.place]!;
          if (action.settles !== undefined && load(words, SETTLED) <= action.settles) return true;
          if (action.stops !== undefined) this.view.stopRecord(POSITIONS[action.stops]!);
          if (action.clears !== undefined) this.view.clearStop(POSITIONS[action.clears]!);
          if (action.stops !== undefined) store(words, TOLD, 1 + action.stops);
          if (action.publishes !== undefined) store(words, PUBLISHED, action.publishes);
          this.place += 1;
          return this.place < SCRIPT.length;
        },
      }),
  };
}

function worker(rings: Rings, block: SharedArrayBuffer, board: SharedArrayBuffer): ThreadBody {
  const words = new Int32Array(board);
  return {
    name: 'worker',
    start: () =>
      rounds({
        writer: new rings.ControlWriter(block),
        items: 0,
        late: 0,
        output: [] as Life[],
        round(): boolean {
          const record = this.output.length;
          if (load(words, PUBLISHED) <= record) return true;
          const isTold = load(words, TOLD) === 1 + record;
          if (this.items === ITEMS || this.writer.isStopped(POSITIONS[record]!)) {
            this.output.push({ items: this.items, late: this.late });
            this.items = 0;
            this.late = 0;
            store(words, SETTLED, 1 + record);
            return this.output.length < POSITIONS.length;
          }
          this.items += 1;
          if (isTold) this.late += 1;
          return true;
        },
      }),
  };
}
