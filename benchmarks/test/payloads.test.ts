import { describe, expect, test } from 'vitest';
import type { Send } from '../src/payloads/check-payload.js';
import { checkPayload } from '../src/payloads/check-payload.js';
import { drivePayload } from '../src/payloads/payload-chains.js';
import type { Payload } from '../src/payloads/payload.js';
import { PAYLOADS, payloadTitled } from '../src/payloads/payloads.js';
import { WrongResultError } from '../src/verify.js';

const copy: Send = async (value) => structuredClone(value);
const moveBuffer: Send = async (value) =>
  structuredClone(value, { transfer: [(value as Float64Array).buffer as ArrayBuffer] });

/** Does by structured clone alone what a pool has to do with this kind of value. */
function rightWay(payload: Payload): Send {
  return payload.isMoved ? moveBuffer : copy;
}

describe.each(PAYLOADS.map((payload) => [payload.title, payload] as const))('%s', (_, payload) => {
  test('is found intact when it comes back as it went', async () => {
    await checkPayload(payload, rightWay(payload));
    expect(await drivePayload(payload, rightWay(payload), { warmUpMs: 1, measuredMs: 1 })).toBeGreaterThan(0);
  });

  test('is told from another of its kind', async () => {
    expect(payload.isIntact(payload.make(3), 3)).toBe(true);
    expect(payload.isIntact(payload.make(4), 3)).toBe(false);
    await expect(checkPayload(payload, async () => payload.make(99))).rejects.toThrow(WrongResultError);
  });
});

const AMOUNT = 1024;

test.each([
  ['1 KB string', (value: string) => value.length],
  ['1 KB object tree', (value: object) => JSON.stringify(value).length],
])('%s is of that size', (title, size) => {
  expect(size(payloadTitled(title).make(1) as never) / AMOUNT).toBeCloseTo(1, 0);
});

describe('what a cheap check does not see, the full one does', () => {
  test('one changed bit in the middle of an array', async () => {
    const flip: Send = async (value) => {
      const array = structuredClone(value as Float64Array);
      array[500] = -1;
      return array;
    };
    await expect(checkPayload(payloadTitled('8 KB Float64Array, copied'), flip)).rejects.toThrow(WrongResultError);
  });

  test('a copy that passes for moved memory', async () => {
    await expect(checkPayload(payloadTitled('8 KB Float64Array, moved'), copy)).rejects.toThrow('to be gone');
  });

  test('a copy that passes for shared memory', async () => {
    const copyShared: Send = async (value) => {
      const array = value as Float64Array;
      const other = new Float64Array(new SharedArrayBuffer(array.byteLength));
      other.set(array);
      return other;
    };
    await expect(checkPayload(payloadTitled('1 MB Float64Array, shared'), copyShared)).rejects.toThrow(
      'one and the same',
    );
  });
});

test('a wrong value is found while the clock runs', async () => {
  let calls = 0;
  const wrongAfterAWhile: Send = async (value) => {
    calls += 1;
    return calls < 1_000 ? value : 'something else';
  };
  const plan = { warmUpMs: 10_000, measuredMs: 10_000 };
  await expect(drivePayload(payloadTitled('number'), wrongAfterAWhile, plan)).rejects.toThrow(WrongResultError);
});
