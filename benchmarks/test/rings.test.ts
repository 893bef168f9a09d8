import { describe, expect, test } from 'vitest';
import { laneOf, ownersOf } from '../src/rings/implementations.js';
import type { LaneName } from '../src/rings/lane.js';
import { LANE_NAMES } from '../src/rings/lane.js';
import { compileReference, referencePerSecond, referenceSettings } from '../dist/rings/reference.js';
import { transfersPerSecond } from '../dist/rings/two-threads.js';

const ONE_WAY = LANE_NAMES.filter((name) => !name.startsWith('round trip'));
const ROUND_TRIPS = LANE_NAMES.filter((name) => name.startsWith('round trip'));

/** Less than any ring holds, and whole batches. */
const COUNT = 128;

function everyOwner(lanes: readonly LaneName[]): readonly (readonly [string, string, LaneName])[] {
  return lanes.flatMap((lane) => ownersOf(lane).map(({ contender, setting }) => [contender, setting, lane] as const));
}

describe.each(everyOwner(ONE_WAY))('%s (%s): %s', (contender, setting, name) => {
  test('delivers every value in order, run after run', () => {
    const lane = laneOf(contender, setting, name);
    const memory = lane.allocate();
    const send = lane.producer(memory);
    const receive = lane.consumer(memory);
    for (let run = 0; run < 100; run += 1) {
      expect(send(COUNT)).toBe(0);
      expect(receive(COUNT)).toBe(0);
    }
  });

  test('counts values that are not the ones expected', () => {
    const lane = laneOf(contender, setting, name);
    const memory = lane.allocate();
    const send = lane.producer(memory);
    const receive = lane.consumer(memory);
    send(COUNT);
    send(COUNT);
    expect(receive(2 * COUNT)).toBe(COUNT);
  });
});

test.each(everyOwner(ONE_WAY))('%s (%s): %s between two threads', async (...lane) => {
  expect(await transfersPerSecond(...lane, { firstCount: 4_096, targetMs: 0 })).toBeGreaterThan(0);
});

test.each(everyOwner(ROUND_TRIPS))('%s (%s): %s between two threads', async (...lane) => {
  expect(await transfersPerSecond(...lane, { firstCount: 16, targetMs: 0 })).toBeGreaterThan(0);
});

test('the C++ reference loses nothing in any lane it has', async () => {
  const leftOut = await compileReference();
  const lanes = leftOut.length > 0 ? [] : LANE_NAMES;
  for (const lane of lanes) {
    for (const setting of referenceSettings(lane))
      expect(await referencePerSecond(lane, setting, 0)).toBeGreaterThan(0);
  }
  expect(leftOut.every((text) => text.startsWith('The C++ reference is left out'))).toBe(true);
});
