import { describe, expect, it } from 'vitest';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
  ResultKind,
  resultKind,
  resultNanos,
  resultSlot,
  setResultFilled,
  writeResultHeader,
} from '../src/transport/result-record.ts';

const OFFSET = 8;

function header(nanos: number, slot = 0): DataView {
  const view = new DataView(new ArrayBuffer(OFFSET + RESULT_HEADER_BYTES));
  writeResultHeader(view, OFFSET, ResultKind.Values, slot, 40, nanos);
  return view;
}

describe('the header of a result', () => {
  it('gives back what was written', () => {
    const view = header(1234, 56);
    expect([resultKind(view, OFFSET), resultSlot(view, OFFSET), resultFilled(view, OFFSET)]).toEqual([
      ResultKind.Values,
      56,
      40,
    ]);
    expect(resultNanos(view, OFFSET)).toBe(1234);
  });

  it('has a slot of its own for what belongs to no task', () => {
    expect(resultSlot(header(0, -1), OFFSET)).toBe(-1);
  });

  it.each([0, 1, 12.5, 2 ** 24 + 2, 2 ** 32, 2 ** 50])('tells %d nanoseconds', (nanos) => {
    expect(resultNanos(header(nanos), OFFSET)).toBe(nanos);
  });

  it('tells the time of a task that takes an hour, within a millionth', () => {
    const hour = 3_600_000_000_001;
    expect(Math.abs(resultNanos(header(hour), OFFSET) / hour - 1)).toBeLessThan(1e-6);
  });

  it.each([-1, -Infinity, NaN, Infinity, 2 ** 64])(
    'takes %d nanoseconds, which no task can take, for not known',
    (nanos) => {
      expect(resultNanos(header(nanos), OFFSET)).toBe(0);
    },
  );

  it('grows with what is filled', () => {
    const view = header(5, 6);
    setResultFilled(view, OFFSET, 48);
    expect(resultFilled(view, OFFSET)).toBe(48);
    expect([resultSlot(view, OFFSET), resultNanos(view, OFFSET)]).toEqual([6, 5]);
  });

  it('has a number for each kind', () => {
    expect(new Set(Object.values(ResultKind)).size).toBe(Object.keys(ResultKind).length);
  });
});
