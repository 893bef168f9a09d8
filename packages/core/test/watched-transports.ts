import { vi } from 'vitest';
import { RingTransport } from '../dist/transport/ring-transport.js';

/** The transports whose results were looked for: the way to a pool's rings, which nobody else has. Until `vi.restoreAllMocks()`. */
export function watchTransports(): ReadonlySet<RingTransport> {
  const transports = new Set<RingTransport>();
  const { drainResults } = RingTransport.prototype;
  vi.spyOn(RingTransport.prototype, 'drainResults').mockImplementation(function (this: RingTransport) {
    transports.add(this);
    return drainResults.call(this);
  });
  return transports;
}
