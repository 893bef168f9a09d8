import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BusyWorkers } from '../src/busy-workers.ts';

const WORKERS = 9;

function listed(busy: BusyWorkers): number[] {
  return [...busy.indices.subarray(0, busy.count)].sort((a, b) => a - b);
}

describe('the busy workers', () => {
  it('are none at first', () => {
    expect(listed(new BusyWorkers(WORKERS))).toEqual([]);
  });

  it('do not change by the removal of one that is not among them', () => {
    const busy = new BusyWorkers(WORKERS);
    busy.add(3);
    busy.remove(4);
    expect(listed(busy)).toEqual([3]);
  });

  it('are those that were added and not removed, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(WORKERS - 1)), (toggled) => {
        const busy = new BusyWorkers(WORKERS);
        const model = new Set<number>();
        for (const worker of toggled) {
          if (model.delete(worker)) busy.remove(worker);
          else {
            model.add(worker);
            busy.add(worker);
          }
        }
        expect(listed(busy)).toEqual([...model].sort((a, b) => a - b));
      }),
    );
  });
});
