import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Far above what any program here takes: only one that hangs is stopped. */
const HANGS_AFTER_MILLIS = 40_000;

/** How a program ended, and what it wrote. */
export interface Outcome {
  /** Exit code; `null` when it was stopped by `signal`. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a process of its own. It has `Pool`, and the kernels of the tests at `KERNELS`. With `descriptors`, it may open so many files. */
export async function runProgram(
  source: string,
  nodeOptions: readonly string[] = [],
  descriptors?: number,
): Promise<Outcome> {
  const index = new URL('../dist/index.js', import.meta.url).href;
  const kernels = new URL('fixtures/kernels.mjs', import.meta.url).href;
  const directory = await mkdtemp(join(tmpdir(), 'ringpool-'));
  const path = join(directory, 'program.mjs');
  try {
    await writeFile(path, `import { Pool } from '${index}';\nconst KERNELS = new URL('${kernels}');\n${source}\n`);
    return await runFile([...nodeOptions, path], descriptors);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function runFile(args: readonly string[], descriptors: number | undefined): Promise<Outcome> {
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANGS_AFTER_MILLIS,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
