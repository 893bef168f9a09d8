import { load, store } from '../explored-atomics.ts';
import { machine } from '../machine.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

const BELL = 0;

export interface DoorbellOptions {
  readonly ringers: number;
  /**
   * How the sleeper sleeps, turn by turn. `changes its mind`: it arms, then takes that back. `blocks in between`: it arms, and
   * before it awaits that, something else on its thread blocks on the same bell and ends at once.
   */
  readonly turns: readonly ('blocks' | 'awaits' | 'changes its mind' | 'blocks in between')[];
}

/** Several threads have news for one that sleeps, blocked or in its event loop: it gets to know all of it. */
export function doorbell(rings: Rings, { ringers, turns }: DoorbellOptions): Scenario {
  const board = new SharedArrayBuffer(4 * (1 + ringers));
  const words = new Int32Array(board);
  const news = Array.from({ length: ringers }, (_, ringer) => 1 + ringer);
  nameWords(board, ['the bell', ...news.map((ringer) => `news ${ringer}`)]);
  return {
    rings: [],
    boards: [board],
    threads: [sleeping(rings, words, news, turns), ...news.map((place) => ringing(rings, words, place))],
    judge: () => {},
  };
}

function sleeping(
  rings: Rings,
  words: Int32Array,
  news: readonly number[],
  turns: DoorbellOptions['turns'],
): ThreadBody {
  return {
    name: 'sleeper',
    start: () =>
      rounds({
        bell: new rings.Doorbell(words, BELL),
        turn: 0,
        seen: [] as number[],
        output: undefined,
        hasNews(): boolean {
          return news.some((place) => !this.seen.includes(place) && load(words, place) === 1);
        },
        round(): boolean {
          machine.turn();
          for (const place of news) if (!this.seen.includes(place) && load(words, place) === 1) this.seen.push(place);
          if (this.seen.length === news.length) return false;
          const turn = turns[this.turn]!;
          this.turn = (this.turn + 1) % turns.length;
          if (turn === 'blocks') this.bell.sleepSync(() => this.hasNews());
          else if (this.bell.arm() === undefined || turn === 'changes its mind' || this.hasNews()) this.bell.disarm();
          else {
            if (turn === 'blocks in between') this.bell.sleepSync(() => true);
            machine.untilSettled();
          }
          return true;
        },
      }),
  };
}

function ringing(rings: Rings, words: Int32Array, place: number): ThreadBody {
  return {
    name: `ringer ${place}`,
    start: () =>
      rounds({
        bell: new rings.Doorbell(words, BELL),
        output: undefined,
        round(): boolean {
          store(words, place, 1);
          this.bell.ring();
          return false;
        },
      }),
  };
}
