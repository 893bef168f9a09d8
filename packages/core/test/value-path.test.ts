import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip.js';
import { describePath, print } from '../src/codec/value-path.js';

describe('describePath', () => {
  it('is the expression that leads to the value', () => {
    const map = new Map([[{ id: 1 }, 'value']]);
    const parents = [[], {}, {}, [], map, new Set(['x'])];
    expect(describePath('args', parents, [0, 'a', 'two words', '3', 1, 0])).toBe(
      'args[0].a["two words"][3].get({ id: 1 }).values()[0]',
    );
  });

  it('names a key of a map by its place', () => {
    expect(describePath('result', [new Map([[() => {}, 1]])], [0])).toBe('result.keys()[0]');
  });

  it('is the name of the root for the root itself', () => {
    expect(describePath('result', [], [])).toBe('result');
  });

  it('loses its middle when it is long', () => {
    const keys = Array.from({ length: 1_000 }, () => 'next');
    const path = describePath('args', [], keys);
    expect(path).toBe(`args${'.next'.repeat(8)}…(984 more)…${'.next'.repeat(8)}`);
  });
});

describe('print', () => {
  it.each([
    [(x: number): number => x + 1, /^function \(x\) => x \+ 1$/],
    [Symbol('q'), /^Symbol\(q\)$/],
    [new Proxy({}, {}), /^a Proxy$/],
    [RoundTrip, /^\[class RoundTrip\]$/],
    [new WeakMap(), /^WeakMap/],
    [{ a: { b: 1 } }, /^\{ a: \[Object\] \}$/],
  ] as const)('prints %o on a line', (value, expected) => {
    expect(print(value)).toMatch(expected);
  });

  it('is short', () => {
    expect(print('x'.repeat(1_000)).length).toBeLessThan(100);
    expect(print(Array.from({ length: 1_000 }, () => 'long text'))).toHaveLength(60);
    expect(print({ text: 'a\nb\n'.repeat(100) })).not.toContain('\n');
  });

  it('does not throw where looking at the value does', () => {
    const thrower = {
      get [Symbol.toStringTag](): string {
        throw new Error('do not look');
      },
    };
    expect(print(thrower)).toMatch(/^a value of type object$|\[Getter\]/);
  });
});
