import { describe, expect, it } from 'vitest';
import { type InlineFunctions, inlineModule } from '../src/inline-module.ts';

type Exports = Record<string, (...args: unknown[]) => unknown>;

/** What a worker gets to see of the functions. */
async function load(functions: Record<string, (...args: never[]) => unknown>): Promise<Exports> {
  return (await import(/* @vite-ignore */ inlineModule(functions))) as Exports;
}

/** One function, made again from its source. */
async function reload(fn: (...args: never[]) => unknown): Promise<(...args: unknown[]) => unknown> {
  return (await load({ fn }))['fn']!;
}

/* Sources as a user writes them, untouched by the compiler of this test. */
function written(source: string): (...args: never[]) => unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the source itself is what is tested
  return new Function(`return (${source})`)() as (...args: never[]) => unknown;
}

function writtenMethod(source: string): (...args: never[]) => unknown {
  return Object.values(written(`{ ${source} }`))[0] as (...args: never[]) => unknown;
}

describe('a function made again from its source', () => {
  it.each([
    '(x) => x + 1',
    'x => x + 1',
    '$x_1 => $x_1 + 1',
    'größe => größe + 1',
    '(x, y = 1) => x + y',
    '({ x } = { x: 2 }) => 3',
    '(\n  x\n) => x + 1',
    'get => get + 1',
    'set => { return set + 1; }',
    'function (x) { return x + 1; }',
    'function add(x) { return x + 1; }',
    'function(x) { return x + 1 }',
    'x => ({ value: x + 1 }).value',
    'x => [x].map((y) => y + 1)[0]',
  ])('gives what the arrow or function did: %s', async (source) => {
    expect((await reload(written(source)))(2)).toBe(3);
  });

  it.each(['async (x) => x + 1', 'async x => x + 1', 'async(x) => x + 1', 'async function (x) { return x + 1; }'])(
    'is asynchronous where it was: %s',
    async (source) => {
      const promise = (await reload(written(source)))(2);
      expect(promise).toBeInstanceOf(Promise);
      expect(await promise).toBe(3);
    },
  );

  it.each([
    'add(x) { return x + 1; }',
    '"with space"(x) { return x + 1; }',
    '["computed" + 1](x) { return x + 1; }',
    '12(x) { return x + 1; }',
    'get(x) { return x + 1; }',
    'set(x) { return x + 1; }',
    'get (x) { return x + 1; }',
    'async(x) { return x + 1; }',
    'function(x) { return x + 1; }',
    'größe(x) { return x + 1; }',
    'add(x) { return ((y) => y + 1)(x); }',
  ])('gives what the method did: %s', async (source) => {
    expect((await reload(writtenMethod(source)))(2)).toBe(3);
  });

  it('may be an asynchronous method', async () => {
    expect(await (await reload(writtenMethod('async add(x) { return x + 1; }')))(2)).toBe(3);
  });

  it.each(['function* (x) { yield x; }', 'async function* (x) { yield x; }'])(
    'may be a generator: %s',
    async (source) => {
      expect((await reload(written(source)))(2)).toHaveProperty('next');
    },
  );

  it('may be a static method of a class', async () => {
    const kernels = written('class { static square(x) { return x * x; } }') as unknown as Exports;
    expect((await reload(kernels['square']!))(3)).toBe(9);
  });

  it('sees nothing of what it closed over', async () => {
    const closedOver = 5;
    const again = await reload((x: number) => x + closedOver);
    expect(() => again(1)).toThrow(ReferenceError);
  });

  it('keeps comments, templates and every character', async () => {
    const again = await reload(written('() => `a${1 + 1}\u2028b%\\`\' // "😀"` /* done */'));
    expect(again()).toBe(`a2\u2028b%\`' // "😀"`);
  });
});

describe('a module of functions', () => {
  it('exports each by its name', async () => {
    const exported = await load({ square: (x: number) => x * x, cube: (x: number) => x ** 3 });
    expect(Object.keys(exported).sort((a, b) => a.localeCompare(b))).toEqual(['cube', 'square']);
    expect([exported['square']!(3), exported['cube']!(3)]).toEqual([9, 27]);
  });

  it.each(['default', 'a-b', '1', '__proto__', 'class', 'with "quotes"', ''])('may export one as %j', async (name) => {
    const functions = Object.defineProperty({}, name, { value: () => 'called', enumerable: true });
    expect((await load(functions as Record<string, () => string>))[name]!()).toBe('called');
  });

  it('may export nothing', async () => {
    expect(Object.keys(await load({}))).toEqual([]);
  });

  it('needs no code generation from strings', () => {
    expect(inlineModule({ square: (x: number) => x * x })).toMatch(/^data:text\/javascript,/);
  });
});

describe('what has no source of its own', () => {
  it.each([
    ['a native function', Math.sqrt, 'a native or bound one'],
    ['a bound function', written('function () {}.bind(null)'), 'a native or bound one'],
    ['a proxy of a function', new Proxy(() => 1, {}), 'a native or bound one'],
    ['a class', written('class Shape {}'), 'got a class'],
    ['an anonymous class', written('class {}'), 'got a class'],
    [
      'a getter',
      Object.getOwnPropertyDescriptor(
        {
          get x() {
            return 1;
          },
        },
        'x',
      )!.get,
      'an accessor',
    ],
    ['a setter', Object.getOwnPropertyDescriptor({ set x(_value: number) {} }, 'x')!.set, 'an accessor'],
    ['a text', 'x => x', 'got "x => x"'],
    ['a number', 5, 'got 5'],
    ['undefined', undefined, 'got undefined'],
  ])('is refused: %s', (_name, value, message) => {
    const functions = { kernel: value } as unknown as InlineFunctions;
    expect(() => inlineModule(functions)).toThrow(TypeError);
    expect(() => inlineModule(functions)).toThrow('Expected `kernel` to be a function');
    expect(() => inlineModule(functions)).toThrow(message);
  });

  it.each([[null], [undefined], ['square'], [5], [() => 1]])('is refused as a whole: %o', (functions) => {
    expect(() => inlineModule(functions as unknown as InlineFunctions)).toThrow(TypeError);
    expect(() => inlineModule(functions as unknown as InlineFunctions)).toThrow('Expected an object of functions');
  });

  it('is refused behind a proxy, whose traps would run', () => {
    expect(() => inlineModule(new Proxy({ square: (x: number) => x * x }, {}))).toThrow(TypeError);
  });
});
