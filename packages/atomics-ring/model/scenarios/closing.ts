import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds } from '../thread.ts';

export interface ClosingOptions {
  readonly capacityBytes: number;
  /** Records the producer pushes before it closes; without a limit when it does not. */
  readonly producerCloses?: number;
  /** Records the consumer takes before it closes. */
  readonly consumerCloses?: number;
  /** Whether the consumer goes on taking what is left once it has closed. */
  readonly consumerGoesOn?: boolean;
}

/** A producer that goes on until the ring is closed loses no record whose push succeeded, and neither side sleeps on. */
export function closing(rings: Rings, options: ClosingOptions): Scenario {
  const { capacityBytes, producerCloses = 9, consumerCloses = 9, consumerGoesOn = true } = options;
  const { buffer } = rings.createRing({ capacityBytes });
  return {
    rings: [buffer],
    threads: [
      {
        name: 'producer',
        start: () =>
          rounds({
            ring: new rings.RingProducer(buffer),
            output: 0,
            round(): boolean {
              if (this.output === producerCloses) {
                this.ring.close();
                return false;
              }
              try {
                this.ring.pushSync(Uint8Array.of(this.output, 0, 0, 0));
              } catch (error) {
                if (error instanceof rings.RingClosedError) return false;
                throw error;
              }
              this.output += 1;
              return true;
            },
          }),
      },
      {
        name: 'consumer',
        start: () =>
          rounds({
            ring: new rings.RingConsumer(buffer),
            hasClosed: false,
            output: [] as number[],
            round(): boolean {
              if (this.output.length === consumerCloses && !this.hasClosed) {
                this.ring.close();
                this.hasClosed = true;
                if (!consumerGoesOn) return false;
              }
              if (this.ring.waitSync() === 'closed') return false;
              this.ring.drain((view, offset) => this.output.push(view.getInt32(offset, true)), 1);
              return true;
            },
          }),
      },
    ],
    judge: ({ outputs }) => {
      const [pushed, taken] = outputs as [number, readonly number[]];
      judge(consumerGoesOn ? pushed : taken.length, taken);
    },
  };
}

/** The record whose push met a consumer closing at that moment may have come or not. */
function judge(pushed: number, taken: readonly number[]): void {
  const expected = Array.from({ length: taken.length === pushed + 1 ? pushed + 1 : pushed }, (_, number) => number);
  expectEqual(taken, expected, 'what was taken');
}
