import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Far above what any program here takes: only one that hangs is stopped. */
const HANGS_AFTER_MILLIS = 50_000;

/** The checkout these tests stand in; its build is what they count. */
export const CHECKOUT: string = new URL('../../../../', import.meta.url).href;

/** Runs a program of this folder in a process of its own, on a clock that stands still, and returns what it prints. `nodeOptions` come before its name, `command` before Node's. */
export async function runCounting(
  program: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
  command: readonly string[] = [],
): Promise<string> {
  const options = ['--import', urlOf('still-clock.mjs'), ...nodeOptions, fileURLToPath(urlOf(program)), ...args];
  const [file, ...before] = [...command, process.execPath] as const;
  const { stdout } = await run(file ?? process.execPath, [...before, ...options], {
    timeout: HANGS_AFTER_MILLIS,
    killSignal: 'SIGKILL',
  });
  return stdout;
}

export function urlOf(name: string): string {
  return new URL(name, import.meta.url).href;
}
