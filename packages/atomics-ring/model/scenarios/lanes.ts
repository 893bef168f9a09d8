import { load, store } from '../explored-atomics.ts';
import { setClock } from '../explored-clock.ts';
import { expectEqual } from '../expect-equal.ts';
import { machine } from '../machine.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

type WatchedRun = ReturnType<InstanceType<Rings['ControlView']>['runsOf']>[number];

/** One run of an item, as the worker begins it. */
export interface Run {
  readonly lane: number;
  readonly position: number;
  readonly item: number;
}

export interface LanesOptions {
  readonly runs: readonly Run[];
  /** Records the main thread asks for, one after the other. Every run it reads there, it aborts. */
  readonly looks: readonly number[];
  /** Whether the worker ends a run before it begins the next one, and whether it says so to the main thread: in one lane only. */
  readonly ends: 'not' | 'quietly' | 'and says so';
  /** The newest serial number given in each lane; 0 in a new block, whose ABORT words hold 0 as well. */
  readonly newestSerial?: number;
  /** The worker sleeps in its event loop until its run is aborted, and the main thread looks until it has aborted all. */
  readonly sleeps?: boolean;
}

/** What the main thread reads of a run, and what the worker knows of it. */
interface Sight extends Run {
  readonly serial: number;
  readonly startedAt: number;
}

interface Life extends Sight {
  /** What it found at the end: whether the main thread said it had aborted this run, and whether it was. */
  readonly isTold: boolean;
  readonly isAborted: boolean;
}

/** A run that the worker has begun: its place in the script, and its serial number. */
interface Open {
  readonly place: number;
  readonly serial: number;
}

const FIRST_LANE = 32;
const LANE_WORDS = 64;
const SERIAL = 0;
/** When the first run starts, and when the main thread looks. */
const STARTED = 100;
const LATE = 1000;

/** A main thread reads what runs in a worker's lanes, and aborts it: it reads no mixture of two runs, and hits no other run. */
export function lanes(rings: Rings, options: LanesOptions): Scenario {
  const { runs, newestSerial = 0 } = options;
  const count = 1 + Math.max(...runs.map(({ lane }) => lane));
  const block = rings.createControlBlock(count);
  const words = new Int32Array(block);
  for (let lane = 0; lane < count; lane += 1) words[FIRST_LANE + lane * LANE_WORDS + SERIAL] = newestSerial;
  nameWords(block, laneNames(count));
  const notes = new SharedArrayBuffer(4 * (runs.length + 1));
  nameWords(notes, [...runs.map((_, run) => `note of run ${run}`), 'runs that are over']);
  return {
    rings: [],
    boards: [notes, block],
    threads: [mainThread(rings, block, notes, options), worker(rings, block, notes, options)],
    judge: ({ outputs }) => judge(outputs[0] as Sight[], outputs[1] as Life[]),
  };
}

function laneNames(lanesOfBlock: number): string[] {
  const names: string[] = [];
  for (let lane = 0; lane < lanesOfBlock; lane += 1) {
    const base = FIRST_LANE + lane * LANE_WORDS;
    for (const [place, name] of ['SERIAL', 'POSITION', 'ITEM', 'STARTED_AT'].entries())
      names[base + place] = `${name} ${lane}`;
    names[base + LANE_WORDS / 2] = `ABORT ${lane}`;
  }
  return names;
}

function mainThread(
  rings: Rings,
  block: SharedArrayBuffer,
  board: SharedArrayBuffer,
  options: LanesOptions,
): ThreadBody {
  const { runs, looks, ends, sleeps = false } = options;
  const notes = new Int32Array(board);
  return {
    name: 'main',
    start: () =>
      rounds({
        view: new rings.ControlView(block),
        looks: 0,
        output: [] as Sight[],
        round(): boolean {
          const position = looks[this.looks]!;
          const over = ends === 'and says so' ? load(notes, runs.length) : 0;
          setClock(LATE);
          for (const run of this.view.runsOf(position)) this.abort(position, run, over);
          this.looks += 1;
          if (!sleeps) return this.looks < looks.length;
          this.looks %= looks.length;
          return this.output.length < runs.length;
        },
        abort(position: number, run: WatchedRun, over: number): void {
          const { lane, serial, item, elapsedMs } = run;
          if (sleeps && this.output.some((sight) => sight.lane === lane && sight.serial === serial)) return;
          this.output.push({ lane, position, serial, item, startedAt: LATE - elapsedMs });
          this.view.abort(run);
          const known = runs.findIndex((one) => one.position === position && one.item === item);
          // What no run was is found by the judge.
          const place = known < 0 ? runs.length - 1 : known;
          if (place < over) throw new Error(`expected no run that was over before the look, got ${nameOf(run)}`);
          store(notes, place, 1);
        },
      }),
  };
}

function worker(rings: Rings, block: SharedArrayBuffer, board: SharedArrayBuffer, options: LanesOptions): ThreadBody {
  const { runs, ends, sleeps = false } = options;
  const notes = new Int32Array(board);
  return {
    name: 'worker',
    start: () =>
      rounds({
        writer: new rings.ControlWriter(block),
        begun: 0,
        /** By lane. */
        open: [] as (Open | undefined)[],
        output: [] as Life[],
        /** Begins the next run, when its lane is free; otherwise, or when all have begun, ends one. */
        round(): boolean {
          if (sleeps) machine.turn();
          const run = runs[this.begun];
          const lane = run?.lane ?? this.open.findIndex((open) => open !== undefined);
          const open = this.open[lane];
          if (open === undefined) this.begin(run!);
          else this.finish(lane, open);
          return this.output.length < runs.length;
        },
        begin({ lane, position, item }: Run): void {
          setClock(STARTED + this.begun);
          this.open[lane] = { place: this.begun, serial: this.writer.begin(lane, position, item) };
          this.begun += 1;
        },
        finish(lane: number, { place, serial }: Open): void {
          const isTold = load(notes, place) === 1;
          const isAborted = this.writer.isAborted(lane, serial);
          if (sleeps && !isAborted) {
            if (this.writer.whenAborted(lane) !== undefined) machine.untilSettled();
            return;
          }
          if (ends !== 'not') this.writer.end(lane);
          this.open[lane] = undefined;
          this.output.push({ ...runs[place]!, serial, startedAt: STARTED + place, isTold, isAborted });
          if (ends === 'and says so') store(notes, runs.length, this.output.length);
        },
      }),
  };
}

function judge(seen: readonly Sight[], lives: readonly Life[]): void {
  const named = new Map(lives.map((life) => [nameOf(life), life]));
  expectEqual(named.size, lives.length, 'the number of names');
  for (const sight of seen) {
    const { item, position, startedAt } = named.get(nameOf(sight)) ?? {};
    expectEqual(
      [sight.item, sight.position, sight.startedAt],
      [item, position, startedAt],
      `what was read of ${nameOf(sight)}`,
    );
  }
  for (const life of lives) {
    const isMeant = seen.some((sight) => nameOf(sight) === nameOf(life));
    // An abort that is not told yet may have come in time or not.
    if (life.isAborted !== isMeant && (life.isAborted || life.isTold)) {
      throw new Error(`${nameOf(life)} is ${isMeant ? 'not ' : ''}aborted, got ${JSON.stringify(seen)}`);
    }
  }
}

function nameOf({ lane, serial }: Pick<Sight, 'lane' | 'serial'>): string {
  return `run ${serial} of lane ${lane}`;
}
