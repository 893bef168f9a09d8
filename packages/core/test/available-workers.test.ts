import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { availableWorkers } from '../src/available-workers.ts';

vi.mock('node:fs', () => ({ readFileSync: vi.fn<(path: string) => string>() }));
vi.mock('node:os', () => ({ availableParallelism: vi.fn<() => number>() }));

const CGROUP_V2 = '/sys/fs/cgroup/cpu.max';
const CGROUP_V1_QUOTA = '/sys/fs/cgroup/cpu/cpu.cfs_quota_us';
const CGROUP_V1_PERIOD = '/sys/fs/cgroup/cpu/cpu.cfs_period_us';

function files(contents: Record<string, string>): void {
  vi.mocked(readFileSync).mockImplementation((path) => {
    const text = contents[path as string];
    if (text === undefined) throw new Error(`ENOENT: ${String(path)}`);
    return text;
  });
}

beforeEach(() => {
  vi.stubEnv('RINGPOOL_WORKERS', undefined);
  vi.mocked(availableParallelism).mockReturnValue(8);
  files({});
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the default number of workers', () => {
  it('is the number of processors where there is no quota', () => {
    expect(availableWorkers()).toBe(8);
  });

  it.each([
    ['max 100000\n', 8],
    ['200000 100000\n', 2],
    ['250000 100000\n', 2],
    ['50000 100000\n', 1],
    ['1600000 100000\n', 8],
    ['', 8],
  ])('is lowered to the quota of a control group v2 (%j): %d', (text, workers) => {
    files({ [CGROUP_V2]: text });
    expect(availableWorkers()).toBe(workers);
  });

  it.each([
    ['300000\n', 3],
    ['-1\n', 8],
    ['10000\n', 1],
  ])('is lowered to the quota of a control group v1 (%j): %d', (quota, workers) => {
    files({ [CGROUP_V1_QUOTA]: quota, [CGROUP_V1_PERIOD]: '100000\n' });
    expect(availableWorkers()).toBe(workers);
  });

  it('is RINGPOOL_WORKERS where that is set, above any quota', () => {
    files({ [CGROUP_V2]: '100000 100000' });
    vi.stubEnv('RINGPOOL_WORKERS', '12');
    expect(availableWorkers()).toBe(12);
  });

  it('takes an empty RINGPOOL_WORKERS for none', () => {
    vi.stubEnv('RINGPOOL_WORKERS', '');
    expect(availableWorkers()).toBe(8);
  });

  it.each(['0', '-1', '1.5', 'two', 'NaN', 'Infinity'])('refuses RINGPOOL_WORKERS=%s', (text) => {
    vi.stubEnv('RINGPOOL_WORKERS', text);
    expect(() => availableWorkers()).toThrow(RangeError);
    expect(() => availableWorkers()).toThrow(`got "${text}"`);
  });
});
