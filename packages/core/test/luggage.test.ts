import { expect, it } from 'vitest';
import { movesValues } from '../src/transport/luggage.ts';

const content = [new Uint8Array(1)];
const shared = new Map<number, SharedArrayBuffer>();

it('moves values when its message has something to transfer', () => {
  expect(movesValues({ side: { content, transferList: [new ArrayBuffer(1)] }, shared })).toBe(true);
});

it.each([
  ['there is none', undefined],
  ['it has no message', { side: undefined, shared }],
  ['its message is copied', { side: { content, transferList: [] }, shared }],
])('moves nothing when %s', (_case, luggage) => {
  expect(movesValues(luggage)).toBe(false);
});
