import { Doorbell, RingProducer } from 'atomics-ring';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RingTransport } from '../src/transport/ring-transport.ts';
import { RING_BYTES, connect, disconnect, functions, transport } from './connected-transport.ts';

/** Index of the word of a ring that its writer sleeps on. */
const PRODUCER_PARKED = 128;

beforeEach(connect);

afterEach(disconnect);

describe('the rings of a worker that is gone', () => {
  function another(): RingTransport {
    return new RingTransport(RING_BYTES, new MessageChannel().port1, functions);
  }

  it('serve the next one', () => {
    const { inRing, outRing } = transport;
    transport.close();
    const next = another();
    expect(new Set([next.inRing, next.outRing])).toEqual(new Set([inRing, outRing]));
    next.port.close();
  });
});

describe('results', () => {
  it('are told in place, in their order', () => {
    const producer = new RingProducer(transport.outRing);
    const seen: number[][] = [];
    transport.onResult = (_view, bytes, offset, length) => seen.push([...bytes.subarray(offset, offset + length)]);
    producer.tryPush(new Uint8Array([1, 2]));
    producer.tryPush(new Uint8Array([3]));
    expect(transport.hasResults()).toBe(true);
    expect(transport.drainResults()).toBe(2);
    expect(seen).toEqual([[1, 2], [3]]);
    expect(transport.hasResults()).toBe(false);
  });

  it('are taken a batch at a time, so that those who wait for them go on', () => {
    const producer = new RingProducer(transport.outRing);
    for (let result = 0; result < 100; result += 1) producer.tryPush(new Uint8Array(1));
    const first = transport.drainResults();
    expect(first).toBeLessThan(100);
    expect(transport.hasResults()).toBe(true);
    expect(first + transport.drainResults()).toBe(100);
  });

  it('are taken in many at once from a worker that slept for lack of room, until it does no more', () => {
    const producer = new RingProducer(transport.outRing);
    const parked = new Doorbell(new Int32Array(transport.outRing), PRODUCER_PARKED);
    for (let result = 0; result < 200; result += 1) producer.tryPush(new Uint8Array(1));
    parked.raise();
    const first = transport.drainResults();
    parked.raise();
    expect([first < 100, transport.drainResults()]).toEqual([true, 200 - first]);
    for (let result = 0; result < 200; result += 1) producer.tryPush(new Uint8Array(1));
    expect([transport.drainResults(), transport.drainResults()]).toEqual([200, 0]);
    for (let result = 0; result < 200; result += 1) producer.tryPush(new Uint8Array(1));
    expect(transport.drainResults()).toBe(first);
  });

  it('that were not published are found after the worker’s end', () => {
    const producer = new RingProducer(transport.outRing);
    let seen = 0;
    transport.onResult = () => {
      seen += 1;
    };
    producer.reserve(8);
    producer.stage();
    producer.reserve(8);
    producer.stage();
    expect(transport.hasResults()).toBe(false);
    transport.salvageResults();
    expect(seen).toBe(2);
  });
});
