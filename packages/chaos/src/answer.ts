/** What tasks are called with, and what they give. The workers load this: what they need not have stands elsewhere. */

/** The part of the platform's `WebAssembly` that is used here: Node's own declarations have none. */
interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
}
export const WebAssembly: WasmNamespace = (globalThis as unknown as { WebAssembly: WasmNamespace }).WebAssembly;

/** What the module that is sent to tasks answers. */
export const ANSWER = 42;

/** What a task is called with: its bare number, or its number and a value. */
export type Item = number | { readonly task: number; readonly value: unknown };

/** What a task gives back. */
export function answer(item: Item): unknown {
  if (typeof item === 'number') return 2 * item + 1;
  const { task, value } = item;
  if (value instanceof WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(value);
    return { task, value: (exports['answer'] as () => number)() };
  }
  if (value instanceof Int32Array) Atomics.store(value, task % value.length, task);
  return { task, value };
}

/** The number of the task that gave `result`; `undefined` when no task gives that. */
export function taskOf(result: unknown): number | undefined {
  if (typeof result === 'number') return (result - 1) / 2;
  const task = (result as { task?: unknown } | null | undefined)?.task;
  return typeof task === 'number' ? task : undefined;
}
