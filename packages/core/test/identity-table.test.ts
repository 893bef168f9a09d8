import { describe, expect, it } from 'vitest';
import { IdentityTable } from '../src/codec/identity-table.js';

/** Below, at and above the number at which the table changes its way of looking. */
const sizes = [1, 23, 24, 25, 26, 200];

describe.each(sizes)('an identity table of %d objects', (size) => {
  const objects = Array.from({ length: size }, (_, index) => ({ index }));

  function filled(): IdentityTable {
    const table = new IdentityTable();
    for (const object of objects) table.add(object);
    return table;
  }

  it('numbers objects in the order in which they were met', () => {
    const table = filled();
    expect(objects.map((object) => table.numberOf(object))).toEqual(objects.map(({ index }) => index));
    expect(table.count).toBe(size);
    expect(table.numberOf({ index: 0 })).toBe(-1);
  });

  it('forgets what came after a place, and goes on from there', () => {
    const table = filled();
    const kept = size >> 1;
    table.truncate(kept);
    expect(objects.map((object) => table.numberOf(object))).toEqual(
      objects.map(({ index }) => (index < kept ? index : -1)),
    );
    const next = {};
    table.add(next);
    expect(table.numberOf(next)).toBe(kept);
  });

  it('forgets everything', () => {
    const table = filled();
    table.clear();
    expect(table.count).toBe(0);
    expect(objects.some((object) => table.numberOf(object) !== -1)).toBe(false);
  });
});
