import { inspect } from 'node:util';
import type { TaskArgs, TaskName, TaskResult } from './task-types.js';

/** The functions of a module as methods that run in a worker. `then` is not among them: what has one is taken for a promise. */
export type TaskProxy<M> = {
  readonly [K in Exclude<TaskName<M>, 'then'>]: (...args: TaskArgs<M, K>) => Promise<TaskResult<M, K>>;
};

/** Runs function `name` with `args` in a worker. */
export type Apply = (name: string, args: readonly unknown[]) => Promise<unknown>;

type Task = (...args: unknown[]) => Promise<unknown>;

/**
 * An object with a method for every name: `task.norm(vector)` is `apply('norm', [vector])`. Which functions the module has only its workers know, so any name gives
 * a method, and one that is not there rejects; none can be listed.
 */
export function taskProxy<M>(apply: Apply): TaskProxy<M> {
  const tasks = new Map<string, Task>();
  const taskOf = (name: string): Task => {
    const known = tasks.get(name);
    if (known !== undefined) return known;
    const task = makeTask(name, apply);
    tasks.set(name, task);
    return task;
  };
  return new Proxy(makeTarget(), {
    get: (_target, key) => (isTaskName(key) ? taskOf(key) : undefined),
    has: (_target, key) => isTaskName(key),
    ownKeys: () => [],
    getOwnPropertyDescriptor: () => undefined,
    set: (_target, key) => refuse(`an assignment to ${show(key)}`),
    defineProperty: (_target, key) => refuse(`a definition of ${show(key)}`),
    deleteProperty: (_target, key) => refuse(`a deletion of ${show(key)}`),
    setPrototypeOf: () => refuse('another prototype'),
    preventExtensions: () => refuse('an attempt to seal it'),
  }) as TaskProxy<M>;
}

/** `util.inspect` looks at the target of a proxy, past all traps: so it asks for no task. */
function makeTarget(): object {
  return Object.create(null, { [inspect.custom]: { value: () => 'TaskProxy {}', configurable: true } }) as object;
}

function isTaskName(key: string | symbol): key is string {
  return typeof key === 'string' && key !== 'then';
}

/** An arrow, so that it is no constructor; with the task's name, for those who print it. */
function makeTask(name: string, apply: Apply): Task {
  const task: Task = (...args) => apply(name, args);
  return Object.defineProperty(task, 'name', { value: name });
}

function refuse(what: string): never {
  throw new TypeError(`Expected \`pool.task\` to be left as it is, got ${what}.`);
}

function show(key: string | symbol): string {
  return `\`${String(key)}\``;
}
