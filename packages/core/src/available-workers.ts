import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Workers that can run at the same time: the processors this process may use, lowered to a container's quota (libuv of Node 20 does not look at
 * it). `RINGPOOL_WORKERS` replaces it.
 */
export function availableWorkers(): number {
  const wanted = process.env['RINGPOOL_WORKERS'];
  if (wanted !== undefined && wanted !== '') return workersFromEnvironment(wanted);
  return availableProcessors();
}

/** Threads of this process that can run at the same time. */
export function availableProcessors(): number {
  return Math.max(1, Math.min(availableParallelism(), cpuQuota()));
}

function workersFromEnvironment(wanted: string): number {
  const workers = Number(wanted);
  if (Number.isInteger(workers) && workers >= 1) return workers;
  throw new RangeError(
    `Expected the environment variable RINGPOOL_WORKERS to be an integer of at least 1, got ${JSON.stringify(wanted)}.`,
  );
}

/** Whole processors that the control group allows (cgroup v2, then v1); `Infinity` where there is no limit. */
function cpuQuota(): number {
  const v2 = readWords('/sys/fs/cgroup/cpu.max');
  if (v2 !== undefined) return quotient(v2[0], v2[1]);
  const quota = readWords('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
  const period = readWords('/sys/fs/cgroup/cpu/cpu.cfs_period_us');
  return quotient(quota?.[0], period?.[0]);
}

function quotient(quota: string | undefined, period: string | undefined): number {
  const processors = Number(quota) / Number(period);
  return processors > 0 ? Math.max(1, Math.floor(processors)) : Infinity;
}

function readWords(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8').trim().split(/\s+/);
  } catch {
    return undefined;
  }
}
