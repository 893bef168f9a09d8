import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inspectPool, type PoolFacts } from '../src/inspect-pool.ts';

const FACTS: PoolFacts = {
  className: 'Pool',
  module: 'file:///srv/app/kernels.js',
  state: 'running',
  workers: 4,
  running: 2,
  queued: 13,
};

/** What stands in for a pool: something that tells what it is asked. */
function standIn(facts: Partial<PoolFacts>): object {
  return {
    [inspect.custom]: (depth: number, options: Parameters<typeof inspectPool>[2]) =>
      inspectPool({ ...FACTS, ...facts }, depth, options),
  };
}

function inspected(facts: Partial<PoolFacts>): string {
  return inspect(standIn(facts));
}

describe('a pool that is inspected', () => {
  it('is one line', () => {
    expect(inspected({})).toBe('Pool { kernels.js, running, 4 workers, 2 running, 13 queued }');
  });

  it('is one line within something else', () => {
    expect(inspect({ pool: standIn({}) })).toBe(
      '{ pool: Pool { kernels.js, running, 4 workers, 2 running, 13 queued } }',
    );
  });

  it('is a word where it stands too deep', () => {
    expect(inspect([[[standIn({})]]])).toContain('[Pool]');
    expect(inspect([standIn({})], { depth: 0 })).toBe('[ [Pool] ]');
  });

  it('has the name of the class that extends it', () => {
    expect(inspected({ className: 'ImagePool' })).toMatch(/^ImagePool \{ /);
    expect(inspect([standIn({ className: 'ImagePool' })], { depth: 0 })).toBe('[ [ImagePool] ]');
  });

  it.each(['running', 'closing', 'closed', 'terminated', 'broken'] as const)('tells that it is %s', (state) => {
    expect(inspected({ state })).toContain(`, ${state}, `);
  });

  it('counts one worker in words of one', () => {
    expect(inspected({ workers: 1 })).toContain(' 1 worker,');
    expect(inspected({ workers: 0 })).toContain(' 0 workers,');
  });

  it('says no more of a data: module than that it is one', () => {
    expect(inspected({ module: `data:text/javascript,${'x'.repeat(10_000)}` })).toMatch(/^Pool \{ data: module, /);
  });

  it.each([
    ['file:///srv/kernels.js?v=2#part', 'kernels.js'],
    ['file:///srv/a%20b/my%20kernels.js', 'my kernels.js'],
    ['file:///srv/m%C3%BCll.js', 'müll.js'],
    ['file:///srv/a%0Ab.js', 'a%0Ab.js'],
    ['file:///srv/a%1B%5Bb.js', 'a%1B%5Bb.js'],
    ['file:///srv/%E4.js', '%E4.js'],
    ['file:///srv/100%.js', '100%.js'],
  ])('names the file of %s: %s', (module, name) => {
    expect(inspected({ module })).toMatch(`Pool { ${name}, running`);
  });

  it('has colours where they are asked for', () => {
    expect(inspect(standIn({}), { colors: true })).toContain(`\u001B[33m4\u001B[39m workers`);
  });
});
