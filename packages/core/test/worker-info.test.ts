import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { workerInfo } from '../src/worker-info.ts';

const FACTS = {
  workerIndex: 1,
  threadId: 7,
  state: 'ready',
  tasksDone: 12,
  busyMs: 34,
  currentTask: 'norm',
} as const;

describe('information on a worker', () => {
  it('has all that is known', () => {
    const stdout = Readable.from([]);
    const info = workerInfo(FACTS, { stdout, stderr: null });
    expect(info).toMatchObject(FACTS);
    expect(info.stdout).toBe(stdout);
    expect(info.stderr).toBeNull();
  });

  it('can be made JSON of, and printed: what it prints to is not enumerable', () => {
    const info = workerInfo(FACTS, { stdout: Readable.from([]), stderr: Readable.from([]) });
    expect(JSON.parse(JSON.stringify(info))).toEqual(FACTS);
    expect(inspect(info)).not.toContain('Readable');
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(workerInfo(FACTS, { stdout: null, stderr: null }))).toBe(true);
  });
});
