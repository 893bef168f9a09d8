import { inspect } from 'node:util';
import { UnknownTaskError } from '../errors.js';
import { setLoadingModule } from '../loading-module.js';
import { ResultKind } from '../transport/result-record.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import type { Boot } from './boot.js';
import { FunctionTable, type TaskFunction } from './function-table.js';
import type { ResultWriter } from './result-writer.js';
import { run } from './run-task.js';
import { loadKernels } from './wasm-kernels.js';

/** Loads the user's module; `undefined`, and a report, when that fails. */
export async function loadModule(
  boot: Pick<Boot, 'module' | 'wasm'>,
  shared: SharedBufferTable,
  results: ResultWriter,
): Promise<FunctionTable | undefined> {
  const { module, wasm } = boot;
  setLoadingModule(module);
  try {
    if (wasm !== undefined) return await loadKernels(wasm, shared);
    return new FunctionTable((await import(module)) as Record<string, unknown>);
  } catch (thrown) {
    reportFailure(thrown, 'the module to load', results);
    return undefined;
  } finally {
    setLoadingModule(undefined);
  }
}

/** The exports that are run before the first task and before the end. */
export interface LifeFunctions {
  readonly initializer: TaskFunction | undefined;
  readonly finalizer: TaskFunction | undefined;
}

/** Finds them; `undefined`, and a report, when the module lacks one. */
export function findLifeFunctions(
  boot: Pick<Boot, 'initializer' | 'finalizer'>,
  functions: FunctionTable,
  results: ResultWriter,
): LifeFunctions | undefined {
  const find = (name: string | undefined): TaskFunction | undefined =>
    name === undefined ? undefined : functions.named(name);
  try {
    return { initializer: find(boot.initializer), finalizer: find(boot.finalizer) };
  } catch (error) {
    if (!(error instanceof UnknownTaskError)) throw error;
    results.reportRefusal(ResultKind.StartRefused, error);
    return undefined;
  }
}

/** Runs the initializer and waits for what it promises. False, and a report, when that fails. */
export async function initialize(
  initializer: TaskFunction | undefined,
  args: () => readonly unknown[],
  results: ResultWriter,
): Promise<boolean> {
  try {
    if (initializer !== undefined) await run(initializer, args());
    return true;
  } catch (thrown) {
    reportFailure(thrown, 'the initializer to succeed', results);
    return false;
  }
}

/** What is thrown may be no error, nothing at all, or cannot be sent: the pool still learns why its worker does not start. */
function reportFailure(thrown: unknown, expected: string, results: ResultWriter): void {
  try {
    if (thrown !== null && thrown !== undefined) return results.report(ResultKind.StartFailed, thrown);
  } catch {
    // Said below, in words.
  }
  results.report(ResultKind.StartFailed, new Error(`Expected ${expected}, it threw ${inspect(thrown)}.`));
}
