import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { datasetFile } from '../../src/data/dataset-file.js';
import { loadFlights } from '../../src/bootstrap/flights.js';
import { HOURS } from '../../src/bootstrap/hourly-delays.js';
import type { HourlyDelays } from '../../src/bootstrap/hourly-delays.js';

let flights: HourlyDelays;

beforeAll(async () => {
  flights = await loadFlights();
});

test('loads 200,000 flights of 24 hours', () => {
  expect(flights.delays).toHaveLength(200_000);
  expect(flights.hourStarts).toHaveLength(HOURS + 1);
  expect(flights.hourStarts[HOURS]).toBe(200_000);
});

test('finds delays from 86 minutes early to more than a day late', () => {
  expect([flights.lowest, flights.highest]).toEqual([-86, 1444]);
});

test('reads from the Arrow file what the same data as JSON says', async () => {
  const rows = JSON.parse(await readFile(datasetFile('flights-200k.json'), 'utf8')) as {
    delay: number;
    time: number;
  }[];
  for (let hour = 0; hour < HOURS; hour++) {
    const ofHour = rows.filter(({ time }) => Math.floor(time) === hour).map(({ delay }) => delay);
    const start = flights.hourStarts[hour];
    expect([...flights.delays.subarray(start, flights.hourStarts[hour + 1])]).toEqual(ofHour);
  }
});
