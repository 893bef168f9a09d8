import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CostMeter } from '../src/costs.js';
import { mainThreadCpuUs, schedulerCpuUs } from '../src/main-thread-cpu.js';

/** Computes until the process has had so much more CPU time. */
function burnCpu(micros: number): void {
  const start = process.cpuUsage();
  for (let spent = 0; spent < micros;) {
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
}

function blockFor(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

test('shares the CPU time of a stretch among its tasks', () => {
  const meter = new CostMeter();
  meter.start();
  burnCpu(50_000);
  meter.stop();
  meter.countTasks(5);
  expect(meter.costs.allCpuUsPerTask).toBeGreaterThanOrEqual(10_000);
  expect(meter.costs.peakMemoryMb).toBeGreaterThan(1);
});

test('adds up stretches, and leaves out what lies between', () => {
  const meter = new CostMeter();
  const before = process.cpuUsage();
  meter.start();
  burnCpu(10_000);
  meter.stop();
  burnCpu(200_000);
  meter.start();
  burnCpu(10_000);
  meter.stop();
  meter.countTasks(1);
  meter.countTasks(1);
  const { user, system } = process.cpuUsage(before);
  expect(meter.costs.allCpuUsPerTask).toBeGreaterThanOrEqual(10_000);
  expect(2 * meter.costs.allCpuUsPerTask!).toBeLessThanOrEqual(user + system - 200_000);
});

test('tells how late the event loop was', async () => {
  const meter = new CostMeter();
  meter.start();
  await sleep(50);
  blockFor(200);
  await sleep(50);
  meter.stop();
  meter.countTasks(1);
  expect(meter.costs.loopDelayP99Ms).toBeGreaterThan(150);
});

test('counts the whole stretch as delay when the event loop did not turn in it', () => {
  const meter = new CostMeter();
  meter.start();
  blockFor(100);
  meter.stop();
  meter.countTasks(1);
  expect(meter.costs.loopDelayP99Ms).toBeGreaterThanOrEqual(85);
});

test('reads what Linux says of a thread', () => {
  expect(schedulerCpuUs('79664410 281641 11\n')).toBe(79_664.41);
});

test.each(['', 'none at all\n'])('refuses what is no such line: %j', (text) => {
  expect(() => schedulerCpuUs(text)).toThrow(TypeError);
});

test('never tells less CPU time of the main thread than before', async () => {
  const before = mainThreadCpuUs() ?? 0;
  burnCpu(20_000);
  await sleep(1);
  expect(mainThreadCpuUs() ?? 0).toBeGreaterThanOrEqual(before);
});
