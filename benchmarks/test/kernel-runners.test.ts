import { expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { KERNEL_RUNNERS, kernelRunnerNamed } from '../dist/contenders/kernel-runners.js';
import { kernelTitled } from '../dist/kernels/kernels.js';
import { measureOtherLanguage, otherLanguageCells, prepareOtherLanguages } from '../dist/kernels/other-languages.js';
import { kernels } from '../dist/scenarios/s6-kernels.js';

const ALL = KERNEL_RUNNERS.flatMap(({ name, settings }) => settings.map((setting) => [name, setting] as const));

test.each(ALL)('%s (%s) does all items of a kernel', async (name, setting) => {
  const kernel = kernelTitled('prime count');
  const workload = kernel.load('quick');
  const running = await kernelRunnerNamed(name).start(2, setting);
  await running.run(kernel, workload);
  await running.stop();
  expect(workload.output.reduce((total, count) => total + count, 0)).toBe(2_063_689);
});

test('every language draws the same picture, bit by bit', async () => {
  const row = 'Mandelbrot set';
  const leftOut = await prepareOtherLanguages();
  const cells = otherLanguageCells('S6', row);
  // The C++ program is measured on one thread and on several.
  expect(cells.length + leftOut.length).toBe(leftOut.some((text) => text.includes('g++')) ? 2 : 3);
  const alone = await kernels.measure({ scenario: 'S6', row, contender: 'single thread', setting: 'default' }, 'quick');
  for (const cell of cells) {
    const outcome = await measureOtherLanguage(cell, 2, 'quick');
    expect(outcome?.readings.milliseconds).toBeGreaterThan(0);
    expect(outcome?.digest).toBe(alone.digest);
  }
});

test('what is written in JavaScript alone is measured as that', () => {
  const cell = { scenario: 'S6', row: 'prime count', contender: 'piscina', setting: 'default' };
  expect(otherLanguageCells('S6', cell.row)).toEqual([]);
  expect(measureOtherLanguage(cell, 2, 'quick')).toBeUndefined();
});
