import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  type Capability,
  CAPABILITIES,
  type ContractCase,
  contractModule,
  contractOf,
} from '../../dist/testing/index.js';
import { InProcessPool, openInProcess } from './in-process-pool.ts';
import { rejection } from '../rejection.ts';

function allCases(...args: Parameters<typeof contractOf>): ContractCase[] {
  return contractOf(...args).themes.flatMap((theme) => [...theme.cases]);
}

describe('a contract', () => {
  it('opens no pool before a case is run', () => {
    let opened = 0;
    const open: typeof openInProcess = (module, options) => {
      opened += 1;
      return openInProcess(module, options);
    };
    expect(allCases(open).length).toBeGreaterThan(200);
    expect(opened).toBe(0);
  });

  it('has names that differ, by theme and by case', () => {
    const { themes } = contractOf(openInProcess);
    expect(new Set(themes.map(({ name }) => name)).size).toBe(themes.length);
    for (const { cases } of themes) expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('has cases for every capability', () => {
    for (const capability of Object.keys(CAPABILITIES) as Capability[]) {
      const lacking = allCases(openInProcess, { lacks: { [capability]: 'for this test' } });
      expect(lacking.filter(({ skip }) => skip === `lacks ${capability}: for this test`)).not.toEqual([]);
    }
  });

  it('leaves nothing out that a pool does not say it lacks', () => {
    expect(allCases(openInProcess).filter(({ skip }) => skip !== undefined)).toEqual([]);
  });

  it('fails where a case that is to be skipped is run', async () => {
    const lacks = { syncCalls: 'nobody could wait' };
    const skipped = allCases(openInProcess, { lacks }).find(({ skip }) => skip !== undefined)!;
    expect(await rejection(skipped.run())).toMatchObject({
      message: `Expected \`${skipped.name}\` to be skipped, as this pool lacks syncCalls: nobody could wait.`,
    });
  });

  it.each([
    [{ applySnyc: 'a reason' }, '"applySnyc"'],
    [{ syncCalls: '' }, '""'],
    [{ syncCalls: true }, 'true'],
  ])('refuses %j as a list of what is lacking', (lacks, came) => {
    expect(() => contractOf(openInProcess, { lacks: lacks as object })).toThrow(`got ${came}.`);
  });
});

describe('a case', () => {
  const first = (open: typeof openInProcess, hangLimitMs?: number): ContractCase =>
    allCases(open, hangLimitMs === undefined ? {} : { hangLimitMs })[0]!;

  it('fails when it hangs', async () => {
    class Silent extends InProcessPool {
      override apply(): Promise<unknown> {
        return new Promise(() => {});
      }
    }
    const error = await rejection(first((module) => new Silent(module, 1), 20).run());
    expect(error).toMatchObject({ message: 'Expected the case to end, got nothing for 20 ms.' });
  });

  it('fails when the next task does', async () => {
    class Exhausted extends InProcessPool {
      #calls = 0;
      override apply(name: string, args?: readonly unknown[]): Promise<unknown> {
        this.#calls += 1;
        return this.#calls > 1 ? Promise.reject(new Error('exhausted')) : super.apply(name, args);
      }
    }
    expect(await rejection(first((module) => new Exhausted(module, 1)).run())).toMatchObject({ message: 'exhausted' });
  });

  it('that fails has the pool that it shared replaced', async () => {
    const pools: InProcessPool[] = [];
    class Wrong extends InProcessPool {
      override apply(): Promise<unknown> {
        return Promise.resolve('wrong');
      }
    }
    const contract = contractOf((module) => {
      pools.push(pools.length === 0 ? new Wrong(module, 1) : new InProcessPool(module, 1));
      return pools.at(-1)!;
    });
    const [one] = contract.themes[0]!.cases;
    await rejection(one!.run());
    await one!.run();
    await contract.end();
    expect(pools.map(({ state }) => state)).toEqual(['terminated', 'terminated']);
  });
});

describe('the module of the tasks', () => {
  it('can be loaded by a worker that knows of no pool', async () => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
      void import(workerData).then((tasks) => parentPort.postMessage(tasks.square(12)));`,
      { eval: true, workerData: contractModule.href },
    );
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    expect(answer).toBe(144);
  });
});
