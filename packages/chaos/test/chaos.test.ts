import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Ten times what a run takes: only one that hangs gets there. */
const HANGS_AFTER_MILLIS = 600_000;

const seed = process.env['RINGPOOL_SEED'];
const ARGUMENTS = seed === undefined ? [] : ['--seed', seed];

interface Outcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs `pnpm chaos`. What it says is shown as it comes: its seed first. */
function runProgram(args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANGS_AFTER_MILLIS,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    console.log(text.trimEnd());
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, lines: stdout.trimEnd().split('\n'), stderr }));
  });
}

it(
  'settles 100,000 tasks once each while 500 workers die, leaves nothing behind, and ends by itself',
  async () => {
    const { code, lines, stderr } = await runProgram(ARGUMENTS);
    expect(stderr).toBe('');
    expect(lines[0]).toMatch(/^chaos: --seed \d+ --tasks 100000 --deaths 500$/);
    expect(lines).toContain('lost 0, settled twice 0, run twice 0, wrong 0, unexplained 0');
    expect(lines.at(-1)).toBe('chaos: passed');
    expect(code).toBe(0);
  },
  HANGS_AFTER_MILLIS,
);

it('says what it takes when it is asked for something else', async () => {
  const { code, stderr } = await runProgram(['--tasks', 'many']);
  expect(stderr).toMatch(/^Expected --tasks to be an integer of at least 1, got many\.\n\nUsage: pnpm chaos/);
  expect(code).toBe(1);
});
