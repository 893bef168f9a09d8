import { describe, expect, it } from 'vitest';
import { FunctionRegistry, wrongName } from '../src/transport/function-registry.ts';

describe('a function registry', () => {
  it('knows no name that was not added', () => {
    expect(new FunctionRegistry().find('square')).toBeUndefined();
  });

  it('gives each name the next number', () => {
    const registry = new FunctionRegistry();
    expect([registry.add('square'), registry.add('norm'), registry.add('')]).toEqual([0, 1, 2]);
    expect(registry.count).toBe(3);
  });

  it('finds a name by its number, and its number by the name', () => {
    const registry = new FunctionRegistry();
    registry.add('square');
    const id = registry.add('__proto__');
    expect(registry.find('__proto__')).toBe(id);
    expect(registry.nameOf(id)).toBe('__proto__');
  });
});

describe('a name that is asked for again', () => {
  it('has the number that it was given meanwhile', () => {
    const registry = new FunctionRegistry();
    registry.add('square');
    expect(registry.find('norm')).toBeUndefined();
    expect(registry.find('norm')).toBeUndefined();
    expect(registry.add('norm')).toBe(1);
    expect([registry.find('norm'), registry.find('norm')]).toEqual([1, 1]);
  });

  it('has its own number after others were asked for and added', () => {
    const registry = new FunctionRegistry();
    for (const name of ['square', 'norm']) registry.add(name);
    expect(['square', 'norm', 'square', 'cube', 'norm'].map((name) => registry.find(name))).toEqual([
      0,
      1,
      0,
      undefined,
      1,
    ]);
    registry.add('cube');
    expect([registry.find('norm'), registry.find('cube')]).toEqual([1, 2]);
  });

  it('may be the empty one, which is asked for first', () => {
    const registry = new FunctionRegistry();
    expect(registry.find('')).toBeUndefined();
    expect([registry.add('square'), registry.find('')]).toEqual([0, undefined]);
    expect([registry.add(''), registry.find('')]).toEqual([1, 1]);
  });
});

describe('the name of a function', () => {
  it.each(['square', '', '__proto__', 'größe', 'x'.repeat(256)])('may be %j', (name) => {
    expect(wrongName(name)).toBeUndefined();
  });

  it.each([42, undefined, null, Symbol('square'), ['square'], () => {}])('refuses %s, which is no string', (name) => {
    expect(wrongName(name)).toBeInstanceOf(TypeError);
    expect(wrongName(name)?.message).toMatch(/^Expected the name of a function to be a string, got .+\.$/);
  });

  it('refuses one that would not go into the smallest ring', () => {
    expect(wrongName('x'.repeat(257))).toBeInstanceOf(RangeError);
    expect(wrongName('x'.repeat(257))?.message).toContain('got 257');
  });
});

describe('a use that is measured apart', () => {
  it('has a number of its own, always the same, and the name of its function', () => {
    const registry = new FunctionRegistry();
    const sum = registry.add('sum');
    const small = registry.variantOf('sum', 'blocks of 10');
    const large = registry.variantOf('sum', 'blocks of 1000');
    expect(new Set([sum, small, large]).size).toBe(3);
    expect([small, large].map((id) => registry.nameOf(id))).toEqual(['sum', 'sum']);
    expect(registry.variantOf('sum', 'blocks of 10')).toBe(small);
    expect(registry.find('sum')).toBe(sum);
    expect(registry.count).toBe(3);
  });
});
