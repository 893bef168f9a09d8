import { expect, test } from 'vitest';
import { groupByHour, HOURS } from '../../src/bootstrap/hourly-delays.js';

const everyHour = Array.from({ length: HOURS }, (_, hour) => hour);

test('puts the flights of an hour beside each other, in their order', () => {
  const delays = [...everyHour.map((hour) => 100 + hour), -5, 7];
  const { delays: grouped, hourStarts } = groupByHour(delays, [...everyHour, 1.5, 1.99]);
  expect([...grouped.subarray(hourStarts[1], hourStarts[2])]).toEqual([101, -5, 7]);
  expect([...grouped.subarray(hourStarts[23], hourStarts[24])]).toEqual([123]);
  expect(hourStarts[HOURS]).toBe(delays.length);
});

test('tells the range of the delays', () => {
  const { lowest, highest } = groupByHour(
    everyHour.map((hour) => 3 * hour - 20),
    everyHour,
  );
  expect([lowest, highest]).toEqual([-20, 49]);
});

test('keeps its arrays in shared memory', () => {
  const { delays, hourStarts } = groupByHour(everyHour, everyHour);
  expect(delays.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(hourStarts.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test.each([24, -0.1, Number.NaN])('refuses %s as a time of day', (time) => {
  expect(() => groupByHour([...everyHour, 1], [...everyHour, time])).toThrow(`got ${time}.`);
});

test('refuses an hour without flights', () => {
  const withoutFive = everyHour.filter((hour) => hour !== 5);
  expect(() => groupByHour(withoutFive, withoutFive)).toThrow('Expected flights in every hour, got none from 5:00 on.');
});
