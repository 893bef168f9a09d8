import { beforeEach, describe, expect, it } from 'vitest';
import { UnknownTaskError } from '../src/errors.ts';
import { FunctionTable } from '../src/worker/function-table.ts';

const square = (x: number): number => x * x;
const norm = (): number => 1;

describe('the functions of a module', () => {
  it('are what it exports, but for values of other kinds', () => {
    const table = new FunctionTable({ square, VERSION: '1', config: { norm }, nothing: null, default: undefined });
    expect(table.names).toEqual(['square']);
  });

  it('are sorted by name', () => {
    expect(new FunctionTable({ b: norm, a: norm, C: norm }).names).toEqual(['C', 'a', 'b']);
  });

  it('are, of a CommonJS module, those of its module.exports too', () => {
    expect(new FunctionTable({ default: { square, norm }, square }).names).toEqual(['norm', 'square']);
  });

  it('include a default export that is a function, by that name', () => {
    expect(new FunctionTable({ default: norm }).names).toEqual(['default']);
  });

  it('take a named export before a property of the default one', () => {
    const table = new FunctionTable({ default: { square: norm }, square });
    table.define(0, 'square');
    expect(table.get(0)).toBe(square);
  });

  it('include none that is inherited', () => {
    const table = new FunctionTable({ square });
    table.define(0, 'toString');
    table.define(1, 'constructor');
    expect(() => table.get(0)).toThrow(UnknownTaskError);
    expect(() => table.get(1)).toThrow(UnknownTaskError);
  });

  it('may be classes, which fail when they are called', () => {
    const table = new FunctionTable({ Map });
    table.define(0, 'Map');
    expect(() => table.get(0)()).toThrow(TypeError);
  });
});

describe('a function’s number', () => {
  let table: FunctionTable;

  beforeEach(() => {
    table = new FunctionTable({ square, norm });
  });

  it('is what the main thread says', () => {
    table.define(5, 'square');
    table.define(2, 'norm');
    expect([table.get(5), table.get(2)]).toEqual([square, norm]);
  });

  it('fails with the names there are when the module has no such function', () => {
    table.define(0, 'cube');
    expect(() => table.get(0)).toThrow(UnknownTaskError);
    expect(() => table.get(0)).toThrow('Expected the module to export a function `cube`. It exports `norm`, `square`.');
  });

  it('fails when it was never given', () => {
    expect(() => table.get(9)).toThrow(UnknownTaskError);
  });
});
