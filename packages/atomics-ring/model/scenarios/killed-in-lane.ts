import { store } from '../explored-atomics.ts';
import { setClock } from '../explored-clock.ts';
import { machine } from '../machine.ts';
import type { End, Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';
import type { Run } from './lanes.ts';

export interface KilledInLaneOptions {
  /** Each begins when the run in its lane before it has ended. */
  readonly runs: readonly Run[];
  /** The first way is right; the other is a fault of a user of the lanes, to be caught as well. */
  readonly begins?: 'before the run' | 'after the run';
}

const WORKER = 1;

/** A worker is killed before any of its steps. Its lanes tell which items ran and did not end, and at most one that was about to run. */
export function killedInLane(rings: Rings, options: KilledInLaneOptions): Scenario {
  const { runs } = options;
  const block = rings.createControlBlock(1 + Math.max(...runs.map(({ lane }) => lane)));
  // What ran, and what has a result: no kill can take that back.
  const board = new SharedArrayBuffer(8 * runs.length);
  nameWords(board, [...runs.map((_, run) => `run ${run} ran`), ...runs.map((_, run) => `run ${run} has a result`)]);
  return {
    rings: [],
    boards: [board, block],
    threads: [mainThread(rings, block, runs), worker(rings, block, new Int32Array(board), options)],
    mayBeKilled: WORKER,
    judge: (end) => judge(end, runs),
  };
}

function mainThread(rings: Rings, block: SharedArrayBuffer, runs: readonly Run[]): ThreadBody {
  const positions = [...new Set(runs.map(({ position }) => position))];
  return {
    name: 'main',
    start: () =>
      rounds({
        view: new rings.ControlView(block),
        output: [] as Run[],
        round(): boolean {
          machine.untilExit(WORKER);
          for (const position of positions) {
            for (const { lane, item } of this.view.runsOf(position)) this.output.push({ lane, position, item });
          }
          return false;
        },
      }),
  };
}

function worker(
  rings: Rings,
  block: SharedArrayBuffer,
  board: Int32Array,
  { runs, begins = 'before the run' }: KilledInLaneOptions,
): ThreadBody {
  return {
    name: 'worker',
    start: () =>
      rounds({
        writer: new rings.ControlWriter(block),
        begun: 0,
        /** By lane: the run in it. */
        open: [] as (number | undefined)[],
        output: undefined,
        round(): boolean {
          const lane = runs[this.begun]?.lane ?? this.open.findIndex((run) => run !== undefined);
          const run = this.open[lane];
          if (run !== undefined) {
            store(board, runs.length + run, 1);
            this.writer.end(lane);
            this.open[lane] = undefined;
          } else if (this.begun < runs.length) this.begin(lane);
          return this.begun < runs.length || this.open.some((open) => open !== undefined);
        },
        begin(lane: number): void {
          const { position, item } = runs[this.begun]!;
          setClock(this.begun);
          if (begins === 'before the run') this.writer.begin(lane, position, item);
          store(board, this.begun, 1);
          if (begins === 'after the run') this.writer.begin(lane, position, item);
          this.open[lane] = this.begun;
          this.begun += 1;
        },
      }),
  };
}

function judge({ outputs, board }: End, runs: readonly Run[]): void {
  const told = outputs[0] as Run[];
  const isTold = (run: Run): boolean => told.some((one) => JSON.stringify(one) === JSON.stringify(run));
  const running = runs.filter((_, run) => board[run] === 1 && board[runs.length + run] === 0);
  const missing = running.filter((run) => !isTold(run));
  const toldRuns = runs.filter(isTold);
  // The kill may have come before the item ran, or after its result and before its end.
  const others = toldRuns.filter((run) => !running.includes(run));
  if (missing.length === 0 && toldRuns.length === told.length && others.length <= 1) return;
  throw new Error(`expected ${JSON.stringify(running)} to be running, got ${JSON.stringify(told)}`);
}
