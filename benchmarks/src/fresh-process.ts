import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BUILD_VARIABLE } from './build-under-test.js';
import type { SampleReply, SampleRequest } from './sample.js';

const run = promisify(execFile);
const SAMPLE = fileURLToPath(new URL('./sample.js', import.meta.url));

/** No sample takes a quarter of this: whoever is not done by then has lost a task. */
const LIMIT_MS = 60_000;

/** How much of what a failed process said is kept. */
const REASON_LENGTH = 500;

/** Measures one sample in a process of its own: of this checkout's packages, or of those of the checkout at `build`. */
export async function measureInFreshProcess(request: SampleRequest, build?: URL): Promise<SampleReply> {
  const env = build === undefined ? process.env : { ...process.env, [BUILD_VARIABLE]: build.href };
  try {
    const { stdout } = await run(process.execPath, [SAMPLE, JSON.stringify(request)], { timeout: LIMIT_MS, env });
    return JSON.parse(lastLine(stdout)) as SampleReply;
  } catch (error) {
    return { state: 'failed', message: reasonOf(error) };
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Why a process gave no reply: the end of what it said. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return `The process was not done within ${LIMIT_MS / 1000} s.`;
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said === '' ? error.message : said.slice(-REASON_LENGTH);
}
