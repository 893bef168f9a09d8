import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';
import { payloadOf, readPayload } from './payload.ts';

/** What can be varied about records that go from one thread to another. */
export interface RecordsOptions {
  readonly capacityBytes: number;
  readonly firstPosition?: number;
  /** Payload bytes of each record, multiples of 4. */
  readonly lengths: readonly number[];
  /** How many records the consumer takes at once. */
  readonly limit?: number;
  /** How many records the producer stages before it publishes. */
  readonly batch?: number;
}

/** A producer pushes records and sleeps while there is no room; a consumer drains them and sleeps while there is nothing. */
export function records(rings: Rings, options: RecordsOptions): Scenario {
  const { capacityBytes, firstPosition = 0, lengths, limit = Infinity, batch } = options;
  const { buffer } = rings.createRing({ capacityBytes, firstPosition });
  const expected = lengths.map((length, number) => [...payloadOf(length, number)]);
  return {
    rings: [buffer],
    threads: [
      batch === undefined ? pushing(rings, buffer, lengths) : staging(rings, buffer, lengths, batch),
      draining(rings, buffer, lengths.length, limit),
    ],
    judge: ({ outputs: [, taken] }) => expectEqual(taken, expected),
  };
}

function pushing(rings: Rings, buffer: SharedArrayBuffer, lengths: readonly number[]): ThreadBody {
  return {
    name: 'producer',
    start: () =>
      rounds({
        ring: new rings.RingProducer(buffer),
        pushed: 0,
        output: undefined,
        round(): boolean {
          this.ring.pushSync(payloadOf(lengths[this.pushed]!, this.pushed));
          this.pushed += 1;
          return this.pushed < lengths.length;
        },
      }),
  };
}

/** Writes in place, and publishes what is staged when the batch is full or the ring is. */
function staging(rings: Rings, buffer: SharedArrayBuffer, lengths: readonly number[], batch: number): ThreadBody {
  return {
    name: 'producer',
    start: () =>
      rounds({
        ring: new rings.RingProducer(buffer),
        staged: 0,
        output: undefined,
        round(): boolean {
          const { ring, staged } = this;
          const length = lengths[staged]!;
          const offset = ring.reserve(length);
          if (offset >= 0) {
            ring.bytes.set(payloadOf(length, staged), offset);
            ring.stage();
            this.staged += 1;
          }
          if (offset < 0 || this.staged % batch === 0 || this.staged === lengths.length) {
            ring.publish();
            ring.wakeConsumer();
          }
          if (offset < 0) ring.waitForRoomSync(length);
          return this.staged < lengths.length;
        },
      }),
  };
}

function draining(rings: Rings, buffer: SharedArrayBuffer, count: number, limit: number): ThreadBody {
  return {
    name: 'consumer',
    start: () =>
      rounds({
        ring: undefined as InstanceType<Rings['RingConsumer']> | undefined,
        output: [] as number[][],
        round(): boolean {
          const ring = (this.ring ??= new rings.RingConsumer(buffer));
          ring.waitSync();
          ring.drain((view, offset, length) => this.output.push(readPayload(view, offset, length)), limit);
          return this.output.length < count;
        },
      }),
  };
}
