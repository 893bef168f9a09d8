import { expect, test } from 'vitest';
import { loadZipCodes, parseZipCodes, unitVectorsOf } from '../../src/data/zip-codes.js';
import type { ZipCode } from '../../src/data/zip-codes.js';

function at(latitude: number, longitude: number): ZipCode {
  return { code: '', city: '', state: '', latitude, longitude };
}

const HEADING = 'zip_code,latitude,longitude,city,state,county';

test('loads 42,049 zip codes, each once', async () => {
  const zipCodes = await loadZipCodes();
  expect(zipCodes).toHaveLength(42_049);
  expect(new Set(zipCodes.map(({ code }) => code)).size).toBe(42_049);
  expect(zipCodes[0]).toEqual({
    code: '00501',
    city: 'Holtsville',
    state: 'NY',
    latitude: 40.922326,
    longitude: -72.637078,
  });
});

test('reads quoted fields with commas, quotes and line breaks', () => {
  const [row] = parseZipCodes(`${HEADING}\n12345,1.5,-2,"Truth, or ""Con\nsequences""",NM,Sierra\n`);
  expect(row).toMatchObject({ city: 'Truth, or "Con\nsequences"', state: 'NM' });
});

test.each([
  ['12345,,-2,A,B,C', 'Expected a latitude from -90 to 90, got "".'],
  ['12345,90.5,-2,A,B,C', 'Expected a latitude from -90 to 90, got "90.5".'],
  ['12345,1,west,A,B,C', 'Expected a longitude from -180 to 180, got "west".'],
])('refuses the row %s', (row, message) => {
  expect(() => parseZipCodes(`${HEADING}\n${row}\n`)).toThrow(message);
});

test('refuses a file without the columns', () => {
  expect(() => parseZipCodes('zip,city\n12345,A\n')).toThrow('Expected a column "zip_code", got zip, city.');
});

test('places points on the unit sphere, in shared memory', () => {
  const vectors = unitVectorsOf([at(0, 0), at(0, 90), at(90, 0), at(-30, 180)]);
  const expected = [1, 0, 0, 0, 1, 0, 0, 0, 1, -Math.sqrt(0.75), 0, -0.5];
  expect([...vectors]).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  expect(vectors.buffer).toBeInstanceOf(SharedArrayBuffer);
});
