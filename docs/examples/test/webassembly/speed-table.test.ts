import { expect, test } from 'vitest';
import { speedTable } from '../../src/webassembly/speed-table.js';

test('puts each speed beside the first', () => {
  const ways = [
    { name: 'one', elapsedMs: 2000 },
    { name: 'another', elapsedMs: 500 },
  ];
  expect(speedTable(ways, 4e9)).toBe(
    'one       2.00 s    2000 million/s    1.00 ×\nanother   0.50 s    8000 million/s    4.00 ×',
  );
});
