import { store } from '../explored-atomics.ts';
import { machine } from '../machine.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds } from '../thread.ts';
import { nameWords } from '../word-names.ts';

const FILLED = 0;
const WRITER = 0;
const WORDS = 6;

/** The whole payload of the record behind it, as one word. */
const SECOND = -7;

/** What stands in the part of the record that is cut off: it reads like the header of an empty record there. */
const LEFT_OVER = [0, 24 | 1] as const;

/**
 * A writer is killed while it fills a record that it staged at full length and then cuts down, and adds another behind it. What is
 * salvaged holds all that was filled, at whichever step it ended, and never reads as a record what is none.
 */
export function filledRecord(rings: Rings): Scenario {
  const { buffer } = rings.createRing({ capacityBytes: 64 });
  const board = new SharedArrayBuffer(4);
  nameWords(board, ['items filled']);
  const filled = new Int32Array(board);
  return {
    rings: [buffer],
    boards: [board],
    threads: [
      {
        name: 'writer',
        start: () =>
          rounds({
            ring: new rings.RingProducer(buffer),
            items: 0,
            offset: -1,
            output: undefined,
            round(): boolean {
              const { ring } = this;
              if (this.offset < 0) {
                this.offset = ring.reserve(4 * WORDS);
                ring.view.setInt32(this.offset, 0, true);
                for (const [index, word] of LEFT_OVER.entries())
                  ring.view.setInt32(this.offset + 16 + 4 * index, word, true);
                ring.stage();
                return true;
              }
              if (this.items < 2) {
                this.items += 1;
                ring.view.setInt32(this.offset + 4 * this.items, 100 + this.items, true);
                ring.view.setInt32(this.offset, this.items, true);
                store(filled, FILLED, this.items);
                return true;
              }
              ring.shrink(4 * (1 + this.items));
              ring.view.setInt32(ring.reserve(4), SECOND, true);
              ring.stage();
              ring.publish();
              return false;
            },
          }),
      },
      {
        name: 'salvager',
        start: () =>
          rounds({
            ring: new rings.RingConsumer(buffer),
            output: [] as number[][],
            round(): boolean {
              machine.untilExit(WRITER);
              this.ring.salvage((view, offset, length) => {
                const items = length === 0 ? -1 : view.getInt32(offset, true);
                const values = Array.from({ length: Math.max(0, items) }, (_, item) =>
                  view.getInt32(offset + 4 + 4 * item, true),
                );
                this.output.push([items, ...values]);
              });
              return false;
            },
          }),
      },
    ],
    mayBeKilled: WRITER,
    judge: ({ outputs, board: [count] }) => judge(outputs[1] as number[][], count!),
  };
}

function judge(taken: readonly number[][], filled: number): void {
  const [first, second] = taken;
  const items = first?.[0] ?? 0;
  const isWhole =
    first === undefined || JSON.stringify(first) === JSON.stringify([items, 101, 102].slice(0, 1 + items));
  const isAll = items === filled || items === filled + 1;
  if (isWhole && isAll && (second === undefined || second[0] === SECOND) && taken.length <= 2) return;
  throw new Error(`expected a record of ${filled} items, got ${JSON.stringify(taken)}`);
}
