import { readdirSync, readlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What the operating system lists for this process; `undefined` where it lists nothing (`/proc` is Linux's). */
export interface ProcessResources {
  readonly threads: number;
  /** All but those of modules' files: Node leaves open what a worker was reading when it was stopped while it loaded them. */
  readonly descriptors: number;
  readonly moduleFiles: number;
}

export function processResources(): ProcessResources | undefined {
  try {
    const targets = readdirSync('/proc/self/fd').map(targetOf);
    const moduleFiles = targets.filter((target) => /\.[cm]?js$/.test(target)).length;
    const threads = readdirSync('/proc/self/task').length;
    return { threads, descriptors: targets.length - moduleFiles, moduleFiles };
  } catch {
    return undefined;
  }
}

/** The system lists a thread for a moment longer than it is joined: looks until there is what there was before, or for so long. */
export async function processResourcesLike(
  before: ProcessResources | undefined,
  patienceMs: number,
): Promise<ProcessResources | undefined> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const now = processResources();
    const isBack = now?.threads === before?.threads && now?.descriptors === before?.descriptors;
    if (isBack || performance.now() > giveUpAt) return now;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What a descriptor is of; nothing for the one that the listing itself had, which is closed by now. */
function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

/** Threads of libuv's own pool, which it starts when they are first needed and keeps. */
const POOL_THREADS = 4;

/** Has Node start what it starts once and keeps, so that it does not look like something left behind. */
export async function warmUpProcess(): Promise<void> {
  await Promise.all(Array.from({ length: 4 * POOL_THREADS }, () => stat(process.execPath)));
}
