import { describe, expect, it } from 'vitest';
import { NO_SHAPE, ShapeTable } from '../src/codec/shape-table.js';
import { RoundTrip } from './round-trip.js';
import { assertSameClone } from './same-clone.js';

describe('a table of shapes', () => {
  it('gives a number to names that are met twice', () => {
    const shapes = new ShapeTable();
    expect([shapes.meet(['a', 'b']), shapes.meet(['a', 'b']), shapes.meet(['a', 'b'])]).toEqual([NO_SHAPE, 0, 0]);
    expect([shapes.meet(['b', 'a']), shapes.meet(['b', 'a'])]).toEqual([NO_SHAPE, 1]);
    expect(shapes.count).toBe(2);
  });

  it('has no number for an object without names, nor for one with very many', () => {
    const shapes = new ShapeTable();
    const many = Array.from({ length: 256 }, (_, index) => `name${index}`);
    for (const names of [[], many]) expect([shapes.meet(names), shapes.meet(names)]).toEqual([NO_SHAPE, NO_SHAPE]);
  });

  it('knows nothing of the message before', () => {
    const shapes = new ShapeTable();
    shapes.meet(['a']);
    shapes.meet(['a']);
    shapes.clear();
    expect([shapes.count, shapes.meet(['a']), shapes.meet(['a'])]).toEqual([0, NO_SHAPE, 0]);
  });

  it('defines a shape anew whose definition was taken back', () => {
    const shapes = new ShapeTable();
    for (const names of [['a'], ['a'], ['b'], ['b']]) shapes.meet(names);
    shapes.truncate(1);
    expect([shapes.meet(['a']), shapes.meet(['b']), shapes.count]).toEqual([0, 1, 2]);
  });

  it('gives up on a message whose objects are all different, and not on the next', () => {
    const shapes = new ShapeTable();
    for (let index = 0; index < 16; index += 1) shapes.meet([`name ${index}`]);
    expect([shapes.meet(['name 15']), shapes.meet(['name 15'])]).toEqual([NO_SHAPE, NO_SHAPE]);
    shapes.clear();
    expect([shapes.meet(['name 15']), shapes.meet(['name 15'])]).toEqual([NO_SHAPE, 0]);
  });

  it('counts no more shapes than a byte does', () => {
    const shapes = new ShapeTable();
    const numbers = Array.from({ length: 300 }, (_, index) => {
      shapes.meet([`name ${index}`]);
      return shapes.meet([`name ${index}`]);
    });
    expect(numbers.slice(254, 258)).toEqual([254, 255, NO_SHAPE, NO_SHAPE]);
  });
});

describe('objects with the same names', () => {
  /** An object with the names of the others, whose getter takes one away before it is read. */
  function withoutSecond(): object {
    const object = { first: 0, second: 1, third: 2 };
    return Object.defineProperty(object, 'first', {
      enumerable: true,
      get: () => Reflect.deleteProperty(object, 'second'),
    });
  }

  const same = (count: number): object[] => Array.from({ length: count }, () => ({ first: 0, second: 1, third: 2 }));
  const prototypeNamed = (): object => JSON.parse('{"__proto__":{"a":1},"b":2}') as object;
  const nested = (depth: number): object => (depth === 0 ? { parent: null } : { parent: nested(depth - 1) });
  const values: readonly (readonly [string, () => unknown])[] = [
    ['many of them', () => same(300)],
    ['one that loses a property meanwhile', () => [...same(3), withoutSecond(), ...same(2)]],
    ['names that mean something', () => [1, 2, 3].map(prototypeNamed)],
    ['properties that are undefined', () => [1, 2, 3].map(() => ({ a: undefined, b: 1 }))],
    ['one within the other, deeper than a stack', () => [nested(500), nested(2)]],
    ['two of them met again', () => [...same(3), ...new Array<object>(2).fill(same(1)[0]!)]],
    [
      'more than there are numbers for',
      () => [0, 1, 2].flatMap(() => Array.from({ length: 300 }, (_, i) => ({ [`k${i}`]: i }))),
    ],
  ];

  it.each(values)('arrive as they were: %s', (_, make) => {
    assertSameClone(new RoundTrip().send(make()), structuredClone(make()));
  });

  it('are written anew where what defined their shape cannot be sent and is left out', () => {
    const error = Object.assign(new Error('refused'), { part: [...same(4), () => {}], whole: same(4) });
    const received = new RoundTrip().send(error) as Error & { readonly whole: unknown };
    expect(Object.keys(received)).toEqual(['whole']);
    assertSameClone(received.whole, same(4));
  });

  it('takes their names along once in a message, and again in the next', () => {
    const roundTrip = new RoundTrip();
    const first = roundTrip.encoder.encodeValueDetached(same(100), 'value');
    const second = roundTrip.encoder.encodeValueDetached(same(100), 'value');
    const namesIn = (bytes: Uint8Array): number => Buffer.from(bytes).toString('latin1').split('second').length - 1;
    expect(namesIn(first)).toBe(2);
    expect(second).toEqual(first);
    assertSameClone(new RoundTrip().receive(second), same(100));
  });
});
