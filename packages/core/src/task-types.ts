/** What a worker module may be: functions by name. Other exports are allowed and ignored. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any function must be assignable
export type TaskModule = Record<string, any>;

/** Names of the functions of a module. */
export type TaskName<M> = {
  // oxlint-disable-next-line typescript/no-explicit-any -- parameters of any function must be assignable
  [K in keyof M]: M[K] extends (...args: any[]) => unknown ? K : never;
}[keyof M] &
  string;

/** Parameters of a function of a module. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any function must be assignable
export type TaskArgs<M, K extends keyof M> = M[K] extends (...args: infer A extends any[]) => unknown ? A : never;

/** The first parameter of a function of a module: the item of a `map`. */
export type TaskItem<M, K extends keyof M> = TaskArgs<M, K> extends [(infer I)?, ...unknown[]] ? I : TaskArgs<M, K>[0];

/** What a task gives: the function's result, awaited. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any function must be assignable
export type TaskResult<M, K extends keyof M> = M[K] extends (...args: any[]) => infer R ? Awaited<R> : never;
