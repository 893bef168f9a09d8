import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../src/admission.ts';
import { QueueFullError, UnknownTaskError } from '../src/errors.ts';
import { JobTable } from '../src/job-table.ts';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import { FakeJob } from './fake-job.ts';

let table: JobTable;

beforeEach(() => {
  table = new JobTable();
});

function admission(options: PoolOptions = {}): Admission {
  return new Admission(checkOptions({ workers: 2, ...options }), table, new FunctionRegistry());
}

describe('the room for items', () => {
  it('has no end where nothing limits it', () => {
    expect([admission().capacity, admission().room]).toEqual([Infinity, Infinity]);
    expect(admission().isLimited).toBe(false);
  });

  it('is what workers may have open, and what may wait besides, without what is open', () => {
    const limited = admission({ queueLimit: 5, concurrency: 3 });
    expect([limited.capacity, limited.isLimited]).toEqual([11, true]);
    table.add(new FakeJob(), 0, 0, 4);
    limited.countUnsent(2);
    expect([limited.openItems, limited.room]).toEqual([6, 5]);
    limited.countUnsent(-2);
    expect(limited.room).toBe(7);
  });

  it('is there again as items are settled, not only when their record is done', () => {
    const limited = admission({ queueLimit: 0 });
    const slot = table.add(new FakeJob(), 0, 0, 2);
    expect(limited.room).toBe(0);
    table.resultInTurn(slot);
    expect(limited.room).toBe(1);
  });
});

describe('a call', () => {
  it('is taken where there is room for all its items', () => {
    const limited = admission({ queueLimit: 1 });
    expect(limited.refusalOf('square', 3)).toBeUndefined();
    expect(limited.refusalOf('square', 4)).toBeInstanceOf(QueueFullError);
    expect(limited.refusalOf('square', 4)).toMatchObject({
      message: expect.stringMatching(/room for 4 more.*0 open.*3 may be open.*1/) as string,
    });
    expect(limited.refusalOf('square', 4)).not.toBe(limited.refusalOf('square', 4));
  });

  it('of no items is taken where there is no room', () => {
    const limited = admission({ queueLimit: 0 });
    table.add(new FakeJob(), 0, 0, 2);
    expect(limited.refusalOf('square', 0)).toBeUndefined();
  });

  it('of any function is taken while it is not known what there is', () => {
    expect(admission().refusalOf('cube', 1)).toBeUndefined();
  });

  it('of a function that is not there is refused, and told what there is', () => {
    const known = admission();
    known.moduleHas(['square', 'norm']);
    const refusal = known.refusalOf('cube', 1);
    expect(refusal).toBeInstanceOf(UnknownTaskError);
    expect(refusal).toMatchObject({ available: ['square', 'norm'] });
    expect(known.refusalOf('norm', 1)).toBeUndefined();
  });

  it.each([[undefined], [5], [Symbol('square')]])('of %s, which names no function, is refused', (name) => {
    expect(admission().refusalOf(name as unknown as string, 1)).toBeInstanceOf(Error);
    expect(admission().functionId(name as unknown as string)).toBeUndefined();
  });
});

describe('the number of a function', () => {
  it('is its own, and stays', () => {
    const some = admission();
    const square = some.functionId('square');
    expect(some.functionId('norm')).not.toBe(square);
    expect(some.functionId('square')).toBe(square);
  });

  it('is none for one that is not there; one that was called before keeps it', () => {
    const some = admission();
    const cube = some.functionId('cube');
    some.moduleHas(['square']);
    expect(some.functionId('tesseract')).toBeUndefined();
    expect(some.functionId('cube')).toBe(cube);
  });

  it('goes by what the first worker told', () => {
    const some = admission();
    some.moduleHas(['square']);
    some.moduleHas(['cube']);
    expect(some.functionId('cube')).toBeUndefined();
  });
});
