import { afterEach, describe, expect, it } from 'vitest';
import { WATCHED } from '../../src/transport/task-record.ts';
import { DrivenWorker, endDrivenWorkers } from '../driven-worker.ts';
import { runProgram } from '../run-program.ts';

afterEach(endDrivenWorkers);

const SABOTAGE = new URL('../fixtures/sabotage.mjs', import.meta.url).href;

/** Values of the next records, flattened. */
async function values(worker: DrivenWorker, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  while (all.length < count) all.push(...(await worker.next()).flatMap((record) => record.values));
  return all;
}

describe.each([1, 3])('a worker, with concurrency %d,', (concurrency) => {
  it.each(['deleteAtomics', 'hideProcess', 'poisonArrays', 'poisonPromises', 'poisonTimers'])(
    'goes on after a task of `%s`',
    async (sabotage) => {
      const worker = await DrivenWorker.ready({ concurrency, module: SABOTAGE, finalizer: 'square' });
      worker.call(1, sabotage);
      await worker.next();
      worker.call(2, 'square', [3]);
      expect(await values(worker, 1)).toEqual([9]);
      worker.call(3, 'later', [{ a: [1, 'two', null], b: new Map([[1, new Set(['x'])]]) }]);
      expect(await values(worker, 1)).toEqual([{ a: [1, 'two', null], b: new Map([[1, new Set(['x'])]]) }]);
      worker.chunk(4, 'later', ['x', 'y'], WATCHED);
      expect(await values(worker, 2)).toEqual(['x', 'y']);
      worker.call(5, 'countArguments', [1, 2, 3, 4, new SharedArrayBuffer(4)]);
      expect(await values(worker, 1)).toEqual([5]);
      worker.call(6, 'fail', ['wrong']);
      expect(await values(worker, 1)).toEqual(['wrong']);
      worker.retire();
      expect(await worker.exited).toBe(0);
      expect(worker.view.exitCode).toBe(0);
    },
  );
});

describe('a process with', () => {
  it.each(['--jitless', '--frozen-intrinsics', '--disallow-code-generation-from-strings', '--no-opt'])(
    '%s has workers that work',
    async (flag) => {
      const program = `
        for (const concurrency of [1, 2]) {
          const pool = new Pool(new URL('worker-kernels.mjs', KERNELS), { workers: 1, concurrency, taskTimeoutMs: 60_000 });
          console.log(JSON.stringify([
            await pool.apply('later', [[1, { a: 'b' }]]),
            await pool.map('square', [1, 2, 3]),
            await pool.apply('neverFires'),
          ]));
          await pool.terminate();
        }`;
      const { code, stdout } = await runProgram(program, [flag]);
      const line = '[[1,{"a":"b"}],[1,4,9],[true,false,true]]\n';
      expect([code, stdout]).toEqual([0, line + line]);
    },
  );
});
