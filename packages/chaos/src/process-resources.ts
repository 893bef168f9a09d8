import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What the operating system lists for this process; `undefined` where it lists nothing (`/proc` is Linux's). */
export interface ProcessResources {
  readonly threads: number;
  readonly descriptors: number;
}

export function processResources(): ProcessResources | undefined {
  try {
    return { threads: readdirSync('/proc/self/task').length, descriptors: readdirSync('/proc/self/fd').length };
  } catch {
    return undefined;
  }
}

/** Threads of libuv's own pool, which it starts when they are first needed and keeps. */
const POOL_THREADS = 4;

/** Has Node start what it starts once and keeps, so that it does not look like something left behind. */
export async function warmUpProcess(): Promise<void> {
  await Promise.all(Array.from({ length: 4 * POOL_THREADS }, () => stat(process.execPath)));
}
