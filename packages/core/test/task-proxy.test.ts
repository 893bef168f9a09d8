import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { taskProxy } from '../src/task-proxy.ts';

interface Kernels {
  norm: (x: number, y: number) => number;
  square: (x: number) => number;
}

/** A proxy, and the calls it has made. */
function make(): { task: Record<string, (...args: unknown[]) => Promise<unknown>>; calls: unknown[] } {
  const calls: unknown[] = [];
  const task = taskProxy<Record<string, (...args: unknown[]) => unknown>>((name, args) => {
    calls.push([name, args]);
    return Promise.resolve(`${name} is done`);
  });
  return { task, calls };
}

describe('tasks as methods', () => {
  it('apply the function of their name to their arguments', async () => {
    const { task, calls } = make();
    await expect(task.norm!(3, [4])).resolves.toBe('norm is done');
    await expect(task.now!()).resolves.toBe('now is done');
    expect(calls).toEqual([
      ['norm', [3, [4]]],
      ['now', []],
    ]);
  });

  it('give back the very promise of the call', () => {
    const promise = Promise.resolve(1);
    const task = taskProxy<Kernels>(() => promise);
    expect(task.square(1)).toBe(promise);
  });

  it('may have any name but `then`, those of every object too', async () => {
    const { task, calls } = make();
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', '0', '']) await task[name]!(1);
    expect(calls).toEqual(
      ['constructor', 'toString', '__proto__', 'hasOwnProperty', '0', ''].map((name) => [name, [1]]),
    );
  });

  it('are made once for each name', () => {
    const { task } = make();
    expect(task.norm).toBe(task.norm);
    expect(task.norm).not.toBe(task.square);
  });

  it('can be taken out of their object', async () => {
    const { norm } = make().task;
    await expect(norm!(1)).resolves.toBe('norm is done');
  });

  it('are no constructors, and know their name', () => {
    const { task } = make();
    const norm = task.norm as unknown as new () => unknown;
    expect(() => new norm()).toThrow(TypeError);
    expect(task.norm!.name).toBe('norm');
    expect(inspect(task.norm)).toBe('[Function: norm]');
  });
});

describe('the object of tasks', () => {
  it('is no promise: it can be awaited and returned', async () => {
    const { task, calls } = make();
    expect(task.then).toBeUndefined();
    const awaited = await Promise.resolve(task);
    expect(awaited === task).toBe(true);
    expect(calls).toEqual([]);
  });

  it('has nothing under a symbol', () => {
    const { task } = make();
    const bySymbol = task as unknown as Record<symbol, unknown>;
    for (const symbol of [Symbol.iterator, Symbol.toPrimitive, Symbol.toStringTag, inspect.custom, Symbol('own')]) {
      expect(bySymbol[symbol]).toBeUndefined();
      expect(symbol in task).toBe(false);
    }
  });

  it('says that it has what it gives', () => {
    const { task } = make();
    expect('norm' in task).toBe(true);
    expect('then' in task).toBe(false);
  });

  it('lists none: only the workers know the module', () => {
    const { task } = make();
    void task.norm;
    expect(Reflect.ownKeys(task)).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(task, 'norm')).toBeUndefined();
    expect(Object.getPrototypeOf(task)).toBeNull();
    expect({ ...task }).toEqual({});
  });

  it('is inspected without calling anything', () => {
    const { task, calls } = make();
    expect(inspect(task)).toBe('TaskProxy {}');
    expect(inspect({ task })).toBe('{ task: TaskProxy {} }');
    expect(inspect(task, { showProxy: true, showHidden: true, getters: true })).toContain('Proxy');
    expect(calls).toEqual([]);
  });

  it('is no function', () => {
    const { task } = make();
    expect(typeof task).toBe('object');
    expect(() => (task as unknown as () => void)()).toThrow(TypeError);
    expect(() => new (task as unknown as new () => unknown)()).toThrow(TypeError);
  });

  it('refuses every change, and says so', () => {
    const { task } = make();
    const loose = task as Record<string | symbol, unknown>;
    const expected = 'Expected `pool.task` to be left as it is, got';
    expect(() => (loose.norm = 1)).toThrow(new TypeError(`${expected} an assignment to \`norm\`.`));
    expect(() => (loose[Symbol.iterator] = 1)).toThrow(`${expected} an assignment to \`Symbol(Symbol.iterator)\`.`);
    expect(() => delete loose.norm).toThrow(new TypeError(`${expected} a deletion of \`norm\`.`));
    expect(() => Object.defineProperty(task, 'norm', { value: 1 })).toThrow(`${expected} a definition of \`norm\`.`);
    expect(() => Object.setPrototypeOf(task, {})).toThrow(`${expected} another prototype.`);
    expect(() => Object.freeze(task)).toThrow(`${expected} an attempt to seal it.`);
  });
});
