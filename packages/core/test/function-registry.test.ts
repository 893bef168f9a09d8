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
