import { HEADER_BYTES } from '../../src/layout.ts';
import { store } from '../explored-atomics.ts';
import { machine } from '../machine.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { nameWords } from '../word-names.ts';

export interface KilledWriterOptions {
  readonly capacityBytes: number;
  readonly firstPosition?: number;
  /** Payload of each record as words. */
  readonly payloads: readonly (readonly number[])[];
  /** How many records are staged before they are published. */
  readonly batch: number;
  /** Whether the ring had a life before, and was reset: it left what reads like an empty record at each place. */
  readonly usedBefore?: boolean;
  /** How often the consumer drains before the writer is known to be dead. */
  readonly drains: number;
}

const STAGED = 0;
const WRITER = 0;

/**
 * A writer is killed before any of its steps; then its ring is salvaged. What comes is a whole beginning of what it wrote: all records
 * it had completed, and at most one more, whose stamp was the last thing it wrote.
 */
export function killedWriter(rings: Rings, options: KilledWriterOptions): Scenario {
  const { capacityBytes, firstPosition = 0, payloads, drains, usedBefore = false } = options;
  const { buffer } = rings.createRing({ capacityBytes, firstPosition });
  if (usedBefore) useOnce(rings, buffer);
  const board = new SharedArrayBuffer(4);
  nameWords(board, ['records completed']);
  return {
    rings: [buffer],
    boards: [board],
    threads: [writer(rings, buffer, new Int32Array(board), options), salvager(rings, buffer, drains)],
    mayBeKilled: WRITER,
    judge: ({ outputs: [, taken], board: [staged] }) => judge(taken as number[][], payloads, staged!),
  };
}

function useOnce(rings: Rings, buffer: SharedArrayBuffer): void {
  const data = new Int32Array(buffer, HEADER_BYTES);
  for (let place = 0; place < data.length; place += 2) data.set([0, (4 * place) | 1], place);
  rings.resetRing(buffer);
}

function writer(rings: Rings, buffer: SharedArrayBuffer, board: Int32Array, options: KilledWriterOptions): ThreadBody {
  const { payloads, batch } = options;
  return {
    name: 'writer',
    start: () =>
      rounds({
        ring: new rings.RingProducer(buffer),
        staged: 0,
        output: undefined,
        round(): boolean {
          const payload = payloads[this.staged]!;
          const offset = this.ring.reserve(4 * payload.length);
          if (offset < 0) return false;
          for (const [index, word] of payload.entries()) this.ring.view.setInt32(offset + 4 * index, word, true);
          this.ring.stage();
          this.staged += 1;
          store(board, STAGED, this.staged);
          if (this.staged % batch === 0) this.ring.publish();
          return this.staged < payloads.length;
        },
      }),
  };
}

function salvager(rings: Rings, buffer: SharedArrayBuffer, drains: number): ThreadBody {
  return {
    name: 'salvager',
    start: () =>
      rounds({
        ring: new rings.RingConsumer(buffer),
        drains: 0,
        output: [] as number[][],
        round(): boolean {
          const take = (view: DataView, offset: number, length: number): void => {
            const words = Array.from({ length: length / 4 }, (_, index) => view.getInt32(offset + 4 * index, true));
            this.output.push(words);
          };
          this.drains += 1;
          if (this.drains <= drains) {
            this.ring.drain(take);
            return true;
          }
          machine.untilExit(WRITER);
          this.ring.salvage(take);
          return false;
        },
      }),
  };
}

function judge(taken: readonly number[][], payloads: readonly (readonly number[])[], staged: number): void {
  const isBeginning = JSON.stringify(taken) === JSON.stringify(payloads.slice(0, taken.length));
  if (isBeginning && (taken.length === staged || taken.length === staged + 1)) return;
  throw new Error(`expected the first ${staged} or ${staged + 1} records, got ${JSON.stringify(taken)}`);
}
