import { describe, expect, it } from 'vitest';
import { randomStream } from '../src/random/index.js';
import { areEven, distance, fits, GREATEST_DISTANCE, normalDistribution } from './goodness-of-fit.ts';

const SEED = 20_260_101;
const DRAWS = 200_000;

/** How often each of `bins` numbers is drawn. */
function countsOf(bins: number, draws: number, draw: () => number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let drawn = 0; drawn < draws; drawn += 1) counts[draw()]! += 1;
  return counts;
}

function sample(draw: () => number): Float64Array {
  return Float64Array.from({ length: DRAWS }, draw);
}

describe('words', () => {
  it('have each bit set half of the time, and no pair of neighbouring bits together more often', () => {
    const stream = randomStream(SEED, 0);
    const set = new Uint32Array(32);
    const pairs = new Uint32Array(4);
    for (let drawn = 0; drawn < DRAWS; drawn += 1) {
      const word = stream.nextUint32();
      for (let bit = 0; bit < 32; bit += 1) set[bit]! += (word >>> bit) & 1;
      pairs[(word >>> 15) & 3]! += 1;
    }
    for (const count of set) expect(areEven([count, DRAWS - count])).toBe(true);
    expect(areEven(pairs)).toBe(true);
  });

  it('fill the cells of a grid evenly, each with the one before', () => {
    const stream = randomStream(SEED, 1);
    let last = 0;
    const cells = countsOf(1024, DRAWS, () => (last = ((last << 5) | (stream.nextUint32() >>> 27)) & 1023));
    expect(areEven(cells)).toBe(true);
  });
});

describe('streams', () => {
  it('of neighbouring indexes are independent of each other', () => {
    for (const [left, right] of [
      [0n, 1n],
      [0n, 1n << 32n],
      [6n, 7n],
    ] as const) {
      const [a, b] = [randomStream(SEED, left), randomStream(SEED, right)];
      expect(areEven(countsOf(1024, DRAWS, () => ((a.nextUint32() >>> 27) << 5) | (b.nextUint32() >>> 27)))).toBe(true);
    }
  });

  it('of neighbouring seeds are independent of each other', () => {
    const [a, b] = [randomStream(SEED, 0), randomStream(SEED + 1, 0)];
    expect(areEven(countsOf(1024, DRAWS, () => ((a.nextUint32() >>> 27) << 5) | (b.nextUint32() >>> 27)))).toBe(true);
  });

  it('give evenly spread first numbers', () => {
    let index = 0;
    expect(areEven(countsOf(100, 50_000, () => Math.floor(randomStream(SEED, index++).uniform() * 100)))).toBe(true);
  });

  it('have no block in common', () => {
    const blocks = new Set<string>();
    for (let index = 0; index < 64; index += 1) {
      const stream = randomStream(SEED, index);
      const word = (): number => stream.nextUint32();
      for (let block = 0; block < 256; block += 1) blocks.add([word(), word(), word(), word()].join());
    }
    expect(blocks.size).toBe(64 * 256);
  });
});

describe('uniform numbers', () => {
  it('are evenly spread', () => {
    const stream = randomStream(SEED, 2);
    expect(
      distance(
        sample(() => stream.uniform()),
        (value) => value,
      ),
    ).toBeLessThan(GREATEST_DISTANCE);
    expect(
      distance(
        sample(() => stream.uniform(-3, 5)),
        (value) => (value + 3) / 8,
      ),
    ).toBeLessThan(GREATEST_DISTANCE);
  });
});

describe('integers', () => {
  it.each([2, 3, 10, 1000])('below %d come equally often', (span) => {
    const stream = randomStream(SEED, 3);
    expect(areEven(countsOf(span, DRAWS, () => stream.integer(0, span)))).toBe(true);
  });

  // Of 2³² words, a remainder would give the lower half of this span twice as often as the upper.
  const span = 3 * 2 ** 30;
  const third = (value: number): number => Math.floor(value / 2 ** 30);
  it.each([
    ['a word', span],
    ['two words', 3 * 2 ** 51],
  ])('of most of %s come equally often', (_, wide) => {
    const stream = randomStream(SEED, 4);
    expect(areEven(countsOf(3, DRAWS, () => Math.floor((stream.integer(0, wide) / wide) * 3)))).toBe(true);
  });

  it('would be seen to be biased if they were remainders, or products of which nothing is drawn again', () => {
    const stream = randomStream(SEED, 5);
    expect(areEven(countsOf(3, DRAWS, () => third(stream.nextUint32() % span)))).toBe(false);
    const everyFourth = (): number => Math.floor((stream.nextUint32() * span) / 2 ** 32) % 3;
    expect(areEven(countsOf(3, DRAWS, everyFourth))).toBe(false);
    expect(areEven(countsOf(3, DRAWS, () => stream.integer(0, span) % 3))).toBe(true);
  });
});

describe('normal deviates', () => {
  it('have the normal distribution, their tails too', () => {
    const stream = randomStream(SEED, 6);
    const values = sample(() => stream.normal());
    expect(distance(values, normalDistribution)).toBeLessThan(GREATEST_DISTANCE);
    const edges = [-3, -2.5, -2, -1, 0, 1, 2, 2.5, 3];
    const counts = new Uint32Array(edges.length + 1);
    for (const value of values) counts[edges.filter((edge) => edge <= value).length]! += 1;
    const below = [0, ...edges.map(normalDistribution), 1];
    expect(
      fits(
        counts,
        below.slice(1).map((at, bin) => (at - below[bin]!) * DRAWS),
      ),
    ).toBe(true);
  });

  it('of one pair are independent of each other', () => {
    const stream = randomStream(SEED, 7);
    const bin = (): number => Math.min(7, Math.floor(normalDistribution(stream.normal()) * 8));
    expect(areEven(countsOf(64, DRAWS, () => bin() * 8 + bin()))).toBe(true);
  });

  it('would be seen to have a deviation or a mean that is a little off', () => {
    const stream = randomStream(SEED, 8);
    expect(
      distance(
        sample(() => stream.normal(0, 1.05)),
        normalDistribution,
      ),
    ).toBeGreaterThan(GREATEST_DISTANCE);
    expect(
      distance(
        sample(() => stream.normal(0.02)),
        normalDistribution,
      ),
    ).toBeGreaterThan(GREATEST_DISTANCE);
  });
});

describe('a shuffle', () => {
  it('gives each order equally often', () => {
    const stream = randomStream(SEED, 9);
    const orders = new Map<string, number>();
    for (let drawn = 0; drawn < 48_000; drawn += 1) {
      const order = stream.shuffle([0, 1, 2, 3]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    expect(areEven([...orders.values()])).toBe(true);
  });

  it('would be seen to be biased if each place were exchanged with any other', () => {
    const stream = randomStream(SEED, 10);
    const orders = new Map<string, number>();
    for (let drawn = 0; drawn < 48_000; drawn += 1) {
      const array = [0, 1, 2, 3];
      for (let at = 0; at < 4; at += 1) {
        const other = stream.integer(0, 4);
        [array[at], array[other]] = [array[other]!, array[at]!];
      }
      orders.set(array.join(''), (orders.get(array.join('')) ?? 0) + 1);
    }
    expect(areEven([...orders.values()])).toBe(false);
  });
});

describe('a choice', () => {
  it('takes each element equally often', () => {
    const stream = randomStream(SEED, 11);
    expect(areEven(countsOf(5, DRAWS, () => stream.choice([0, 1, 2, 3, 4])))).toBe(true);
  });
});
