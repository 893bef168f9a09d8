import { expect, test } from 'vitest';
import type { ChartLine } from '../../src/page/chart.js';
import { placeInSlots } from '../../src/page/slots.js';

function line(label: string): ChartLine {
  return { label, value: 1, low: 1, high: 1, text: '1 ms', range: '0.9 to 2', tone: 'other' };
}

test('places headings and lines below one another, with a gap between the groups', () => {
  const slots = placeInSlots([
    { heading: 'sum', lines: [line('a'), line('b')] },
    { heading: 'product', lines: [line('a')] },
  ]);
  expect(slots.names).toEqual(['heading 0', 'line 0.0', 'line 0.1', 'gap 1', 'heading 1', 'line 1.0']);
  expect(slots.headings.map(({ heading, slot }) => [heading, slot])).toEqual([
    ['sum', 'heading 0'],
    ['product', 'heading 1'],
  ]);
  expect(slots.lines.map(({ slot, name }) => [slot, name])).toEqual([
    ['line 0.0', 'sum, a: 1 ms (0.9 to 2)'],
    ['line 0.1', 'sum, b: 1 ms (0.9 to 2)'],
    ['line 1.0', 'product, a: 1 ms (0.9 to 2)'],
  ]);
});
