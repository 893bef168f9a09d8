import { ARRAY_PAYLOADS } from './array-payloads.js';
import type { Payload } from './payload.js';
import { PLAIN_PAYLOADS } from './plain-payloads.js';

export const PAYLOADS: readonly Payload[] = [...PLAIN_PAYLOADS, ...ARRAY_PAYLOADS];

export function payloadTitled(title: string): Payload {
  const payload = PAYLOADS.find((candidate) => candidate.title === title);
  if (payload === undefined) throw new RangeError(`Expected the title of a payload, got ${title}.`);
  return payload;
}
