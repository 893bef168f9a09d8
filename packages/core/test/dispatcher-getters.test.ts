import { beforeEach, describe, expect, it } from 'vitest';
import type { WaitingRecord } from '../src/backlog.ts';
import { TaskKind } from '../src/transport/task-record.ts';
import {
  addWorkers,
  backlog,
  call,
  dispatcher,
  hooks,
  job,
  openDispatcher,
  scheduler,
  sent,
  SQUARE,
  table,
  transports,
} from './dispatcher-bench.ts';

beforeEach(openDispatcher);

describe('a getter that submits work while a value is read', () => {
  function getter(run: () => void): object {
    return Object.defineProperty({}, 'a', { enumerable: true, get: () => (run(), 1) });
  }

  it('has it wait until the value is read', () => {
    addWorkers();
    const order: number[] = [];
    call(
      getter(() => {
        call('inner');
        order.push(sent().length);
      }),
    );
    expect(order).toEqual([0]);
    dispatcher.dispatch();
    expect(transports[0]!.sent.map(({ slot }) => slot)).toEqual([0, 1]);
  });

  it('reads both values right, however deep it goes', () => {
    const inner: WaitingRecord['payload'][] = [];
    dispatcher.submitChunk(
      job,
      SQUARE,
      TaskKind.Map,
      0,
      [
        'outer before',
        getter(() => {
          dispatcher.submitChunk(
            job,
            SQUARE,
            TaskKind.Map,
            0,
            ['inner before', getter(() => call('innermost')), 'inner after'],
            0,
          );
        }),
        'outer after',
      ],
      0,
    );
    for (let record = backlog.peek(); record !== undefined; record = backlog.peek()) {
      inner.push(record.payload);
      backlog.shift();
    }
    const texts = inner.map((payload) =>
      payload instanceof Uint8Array ? Buffer.from(payload).toString('latin1') : payload,
    );
    expect(texts[0]).toContain('innermost');
    expect(texts[1]).toMatch(/inner before.*inner after/s);
    expect(texts[2]).toMatch(/outer before.*outer after/s);
    expect(texts[2]).not.toContain('inner');
  });

  it('is known to be read', () => {
    const seen: boolean[] = [];
    call(getter(() => seen.push(dispatcher.isEncoding)));
    expect([...seen, dispatcher.isEncoding]).toEqual([true, false]);
  });

  it('may end what it submits: nothing of it is sent', () => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [getter(() => table.remove(0))], 0);
    expect([sent().length, backlog.length, table.open]).toEqual([0, 0, 0]);
  });

  it('may end the call itself, which goes straight: it is nobody’s, and no worker is counted to hold it', () => {
    addWorkers();
    call(getter(() => table.remove(0)));
    expect(hooks.assigned).not.toHaveBeenCalled();
    expect([backlog.length, table.open, scheduler.recordsOf(0)]).toEqual([0, 0, 0]);
    call('next');
    expect(hooks.assigned).toHaveBeenCalledExactlyOnceWith(0, 0);
  });

  it.each([
    ['too long for the straight way', 'x'.repeat(1000)],
    ['beside a shared buffer', new SharedArrayBuffer(8)],
  ])('may end the call itself, %s: it does not wait, and leaves nothing behind', (_name, other) => {
    addWorkers();
    call(
      getter(() => table.remove(0)),
      other,
    );
    expect([backlog.length, table.open, sent().length]).toEqual([0, 0, 0]);
    expect(table.luggageOf(table.add(job, SQUARE, 0, 1))).toBeUndefined();
  });

  it('goes on when it throws', () => {
    addWorkers();
    call(
      getter(() => {
        call('inner');
        throw new Error('getter');
      }),
    );
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.objectContaining({ message: 'getter' }));
    call('next');
    expect(sent()).toHaveLength(2);
  });
});
