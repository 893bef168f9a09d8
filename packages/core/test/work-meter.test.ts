import { beforeEach, describe, expect, it } from 'vitest';
import { ControlView, ControlWriter, createControlBlock } from '../src/transport/control-block.ts';
import { WorkMeter } from '../src/worker/work-meter.ts';

let view: ControlView;
let meter: WorkMeter;

beforeEach(() => {
  const control = createControlBlock(1);
  view = new ControlView(control);
  meter = new WorkMeter(new ControlWriter(control));
});

describe('the time a worker is busy', () => {
  it('is counted from one reading to the next', () => {
    meter.count(1000);
    meter.count(1010);
    meter.pause();
    meter.tell(3);
    expect([view.itemsDone, view.busyMs]).toEqual([3, 10]);
  });

  it('leaves out what lies after a pause', () => {
    meter.count(1000);
    meter.count(1010);
    meter.pause();
    meter.count(5000);
    meter.count(5005);
    meter.pause();
    meter.tell(0);
    expect(view.busyMs).toBe(15);
  });

  it('includes what runs now, once that is told', () => {
    meter.count(performance.now() - 50);
    expect(meter.isToldBusy).toBe(false);
    expect(view.busyMs).toBe(0);
    meter.tell(0);
    expect(meter.isToldBusy).toBe(true);
    expect(view.busyMs).toBeGreaterThanOrEqual(49);
    meter.pause();
    meter.tell(0);
    expect([meter.isToldBusy, view.busyMs]).toEqual([false, 0]);
  });
});
