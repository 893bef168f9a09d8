import { describe, expectTypeOf, it } from 'vitest';
import type { TaskModule, TaskProxy } from '../../src/index.ts';
import type * as kernels from './kernels.ts';

type Tasks = TaskProxy<typeof kernels>;

/** The type of what a use of tasks gives; it is never called. */
function given<R>(_use: (task: Tasks) => R): R {
  return undefined as R;
}

describe('tasks as methods of a module', () => {
  it('are its functions', () => {
    expectTypeOf<keyof Tasks>().toEqualTypeOf<
      'square' | 'norm' | 'add' | 'label' | 'now' | 'load' | 'maybe' | 'total' | 'forget' | 'identity'
    >();
  });

  it('take their arguments as they come', () => {
    expectTypeOf<Tasks['norm']>().toEqualTypeOf<(point: kernels.Point) => Promise<number>>();
    expectTypeOf<Tasks['add']>().parameters.toEqualTypeOf<[a: number, b: number]>();
    expectTypeOf<Tasks['label']>().toEqualTypeOf<(text: string, count?: number) => Promise<string>>();
    expectTypeOf<Tasks['total']>().parameters.toEqualTypeOf<number[]>();
    expectTypeOf<Tasks['now']>().toEqualTypeOf<() => Promise<Date>>();
  });

  it('give a promise of what the function gives, awaited', () => {
    expectTypeOf(given((task) => task.square(2))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(given((task) => task.load('path'))).toEqualTypeOf<Promise<Uint8Array>>();
    expectTypeOf(given((task) => task.forget('text'))).toEqualTypeOf<Promise<void>>();
    expectTypeOf(given((task) => task.identity('text'))).toEqualTypeOf<Promise<unknown>>();
  });

  it('leave out one that would make a promise of them', () => {
    interface Chain {
      then: (next: string) => string;
      last: () => number;
    }
    expectTypeOf<keyof TaskProxy<Chain>>().toEqualTypeOf<'last'>();
  });

  it('may have any name where the module is not known', () => {
    expectTypeOf<TaskProxy<TaskModule>[string]>().returns.toEqualTypeOf<Promise<unknown>>();
    expectTypeOf<TaskProxy<TaskModule>[string]>().toBeCallableWith(1, 'two', {});
  });
});
