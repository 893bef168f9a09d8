import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Runs a built example to its end, as a user would. */
function run(name: string, ...args: string[]) {
  const file = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
  return spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
}

function lastLines(stdout: string, count: number): string[] {
  return stdout.trimEnd().split('\n').slice(-count);
}

/** The table alone: what stands above it and below it tells of progress and time. */
function tableOf(stdout: string): string[] {
  return stdout.split('\n').filter((line) => /^\d\d:00 /.test(line));
}

describe('bootstrap', () => {
  test('ends with equal results and the speed-up', () => {
    const { status, stdout, stderr } = run('bootstrap', '--resamples', '300', '--workers', '2');
    expect(stderr).toBe('');
    expect(lastLines(stdout, 2)).toEqual([
      'identical: yes',
      expect.stringMatching(/^speed-up: \d+\.\d\d with 2 workers$/),
    ]);
    expect(status).toBe(0);
  });

  test('prints the same intervals of 24 hours for any number of workers', () => {
    const tables = ['1', '3'].map((workers) =>
      tableOf(run('bootstrap', '--resamples', '300', '--workers', workers).stdout),
    );
    expect(tables[0]).toHaveLength(24);
    expect(tables[1]).toEqual(tables[0]);
  });

  test('refuses a number of workers that is none', () => {
    const { status, stderr } = run('bootstrap', '--workers', 'all');
    expect(stderr).toContain('Expected --workers to be an integer of at least 1, got "all".');
    expect(status).toBe(1);
  });
});

describe('zipcodes', () => {
  test('ends with equal results and the speed-up, and finds the loneliest zip code', () => {
    const { status, stdout, stderr } = run('zipcodes', '--workers', '2');
    expect(stderr).toBe('');
    expect(stdout).toContain('most isolated:          96799 Pago Pago AS');
    expect(lastLines(stdout, 2)).toEqual([
      'identical: yes',
      expect.stringMatching(/^speed-up: \d+\.\d\d with 2 workers$/),
    ]);
    expect(status).toBe(0);
  });
});

describe('webassembly', () => {
  test('ends with equal results of both kernels, on one thread and on pools', () => {
    const { status, stdout, stderr } = run('webassembly', '--points', '3001', '--workers', '2');
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.endsWith(' ×'))).toHaveLength(4);
    expect(lastLines(stdout, 2)).toEqual([
      'identical: yes',
      expect.stringMatching(/^speed-up: \d+\.\d\d with 2 workers$/),
    ]);
    expect(status).toBe(0);
  });
});
