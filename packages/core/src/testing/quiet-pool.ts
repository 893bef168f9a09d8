import type { WholePool } from './tested-pool.js';

/**
 * The same pool, whose promises are no unhandled rejections when nobody is left to look at them: a case that fails in its midst leaves open what it submitted, and its
 * own error is the one to be told.
 */
export function quietPool(pool: WholePool): WholePool {
  return new Proxy(pool, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? quietMethod(target, member) : member;
    },
  });
}

function quietMethod(pool: WholePool, method: Function): (...args: unknown[]) => unknown {
  return (...args) => {
    const result: unknown = Reflect.apply(method, pool, args);
    if (result instanceof Promise) result.catch(() => {});
    return result;
  };
}
