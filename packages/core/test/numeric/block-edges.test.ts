import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayGrain, blockEdges, blockRange, rangeGrain } from '../../src/numeric/block-edges.ts';
import { pieces } from '../serial-blocks.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`block-edges: RINGPOOL_SEED=${seed}`);

describe('blocks', () => {
  it('lie side by side, and are as long as the grain but for the last', () => {
    const property = (begin: number, length: number, grain: number): void => {
      const edges = blockEdges(begin, begin + length, grain);
      const ranges = Array.from({ length: edges.count }, (_, block) => blockRange(edges, block));
      expect(ranges).toEqual(
        pieces(length, grain).map((piece) => ({ begin: begin + piece.begin, end: begin + piece.end })),
      );
    };
    const length = fc.integer({ min: 0, max: 500 });
    fc.assert(fc.property(fc.integer(), length, fc.integer({ min: 1, max: 600 }), property), { seed });
  });

  it('are none where there is nothing', () => {
    expect(blockEdges(7, 7, 10).count).toBe(0);
  });

  it('are exact in ranges that few numbers can count', () => {
    const edges = blockEdges(Number.MAX_SAFE_INTEGER - 10, Number.MAX_SAFE_INTEGER, 4);
    expect(edges.count).toBe(3);
    expect(blockRange(edges, 2)).toEqual({ begin: Number.MAX_SAFE_INTEGER - 2, end: Number.MAX_SAFE_INTEGER });
  });
});

describe('the grain where none is asked for', () => {
  it('makes one block of a short array, and of a short range as many as it has steps', () => {
    expect(blockEdges(0, 1024, arrayGrain(1024)).count).toBe(1);
    expect(blockEdges(0, 600, rangeGrain(600)).count).toBe(300);
    expect(blockEdges(0, 10, rangeGrain(10)).count).toBe(10);
  });

  it('makes at most 512 blocks, which begin at whole cache lines where they are long', () => {
    const property = (length: number): void => {
      for (const grain of [arrayGrain(length), rangeGrain(length)]) {
        expect(blockEdges(0, length, grain).count).toBeLessThanOrEqual(512);
        expect(grain < 1024 || grain % 128 === 0).toBe(true);
      }
    };
    fc.assert(fc.property(fc.nat(2 ** 31 - 1), property), { seed });
  });

  it('is one for nothing', () => {
    expect(rangeGrain(0)).toBe(1);
  });
});
