import { expectEqual } from '../expect-equal.ts';
import type { Rings, Scenario } from '../scenario.ts';
import { rounds, type ThreadBody } from '../thread.ts';

export interface NumbersOptions {
  readonly slots: number;
  readonly firstPosition?: number;
  readonly count: number;
  /** How many numbers are pushed, and popped, at once at most; one by one when it is 1. */
  readonly batch: number;
}

/** Numbers from one thread to another, each sleeping while it cannot go on. */
export function numbers(rings: Rings, { slots, firstPosition = 0, count, batch }: NumbersOptions): Scenario {
  const { buffer } = rings.createNumberRing({ slots, firstPosition });
  const values = Array.from({ length: count }, (_, index) => index + 1);
  return {
    rings: [buffer],
    threads: [pushing(rings, buffer, values, batch), popping(rings, buffer, count, batch)],
    judge: ({ outputs: [, taken] }) => expectEqual(taken, values),
  };
}

function pushing(rings: Rings, buffer: SharedArrayBuffer, values: readonly number[], batch: number): ThreadBody {
  return {
    name: 'producer',
    start: () =>
      rounds({
        ring: new rings.NumberProducer(buffer),
        pushed: 0,
        output: undefined,
        round(): boolean {
          const end = Math.min(values.length, this.pushed + batch);
          const count = batch === 1 ? 0 : this.ring.tryPushMany(values, this.pushed, end);
          if (count === 0) this.ring.pushSync(values[this.pushed]!);
          this.pushed += Math.max(1, count);
          return this.pushed < values.length;
        },
      }),
  };
}

function popping(rings: Rings, buffer: SharedArrayBuffer, count: number, batch: number): ThreadBody {
  return {
    name: 'consumer',
    start: () =>
      rounds({
        ring: new rings.NumberConsumer(buffer),
        output: [] as number[],
        round(): boolean {
          this.ring.waitSync();
          if (batch === 1) this.output.push(this.ring.tryPop()!);
          else {
            const target = Array.from({ length: batch }, () => 0);
            const taken = this.ring.popInto(target);
            this.output.push(...target.slice(0, taken));
          }
          return this.output.length < count;
        },
      }),
  };
}
