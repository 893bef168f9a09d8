import { beforeAll, describe, expect, it } from 'vitest';
import { type Counted, countIn } from './counted.ts';
import { withPlanted } from './planted-build.ts';
import { CHECKOUT } from './run-counting.ts';

let counted: Counted;
beforeAll(async () => {
  counted = await countIn(CHECKOUT);
});

/** Of the ring, and of the pool, in front of what is encoded. */
const HEADERS = 8 + 16;

/** Records start at multiples of 8 bytes. */
function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

describe('in the rings', () => {
  it('a call with a small integer takes 32 bytes, and so does its result: a tag and four bytes', () => {
    expect(counted.bytes.number).toEqual({ in: padded(HEADERS + 1 + 4), out: padded(HEADERS + 1 + 4) });
    expect(counted.bytes.number).toEqual({ in: 32, out: 32 });
  });

  it('a call with a text of 12 letters takes 40 bytes, and so does its result: a tag, its length and a byte each', () => {
    expect(counted.bytes.text).toEqual({ in: padded(HEADERS + 2 + 12), out: padded(HEADERS + 2 + 12) });
    expect(counted.bytes.text).toEqual({ in: 40, out: 40 });
  });

  it('a chunk of 100 numbers takes 824 bytes, and so do its results: eight each, and nothing more', () => {
    expect(counted.bytes.chunk).toEqual({ in: HEADERS + 100 * 8, out: HEADERS + 100 * 8 });
    expect(counted.bytes.chunk).toEqual({ in: 824, out: 824 });
  });
});

describe('a longer encoding of integers is found', () => {
  const from = 'return (value | 0) === value && (value !== 0 || 1 / value > 0);';

  it.each([
    { where: 'on the way to the worker', file: 'core/dist/codec/encode-number.js', bytes: { in: 40, out: 32 } },
    { where: 'on the way back', file: 'core/bundle/worker-entry.js', bytes: { in: 32, out: 40 } },
  ])('$where', async ({ file, bytes }) => {
    const planted = await withPlanted({ file, from, to: 'return false;' }, countIn);
    expect(planted.bytes.number).toEqual(bytes);
  });
});
