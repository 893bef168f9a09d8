import { describe, expect, it } from 'vitest';
import { Encoder } from '../src/codec/encode.js';
import { SharedBufferTable } from '../src/transport/shared-registry.js';
import { RoundTrip } from './round-trip.js';

describe('shared memory', () => {
  it('arrives as the same memory, views of it included', () => {
    const roundTrip = new RoundTrip();
    const buffer = new SharedArrayBuffer(16);
    const value = { buffer, view: new Float64Array(buffer, 8), bytes: new DataView(buffer, 2, 4) };
    const received = roundTrip.send(value) as typeof value;
    expect(received.buffer).toBe(buffer);
    expect(received.view.buffer).toBe(buffer);
    expect([received.view.byteOffset, received.view.length]).toEqual([8, 1]);
    expect([received.bytes.byteOffset, received.bytes.byteLength]).toEqual([2, 4]);
    expect(roundTrip.encoder.sharedIds).toEqual([roundTrip.shared.idOf(buffer)]);
    expect(roundTrip.encoder.attachments).toEqual([]);
  });

  it('costs the same however large it is', () => {
    const { encoder } = new RoundTrip();
    const lengths = [8, 8_000_000].map((size) =>
      encoder.encodeValueDetached(new Uint8Array(new SharedArrayBuffer(size)), 'v'),
    );
    expect(lengths[0]!.length).toBe(lengths[1]!.length);
  });

  it('goes beside the bytes when it has no number', () => {
    const encoder = new Encoder(new SharedBufferTable());
    const buffer = new SharedArrayBuffer(8);
    encoder.encodeValueDetached([buffer, new Uint8Array(buffer)], 'value');
    expect(encoder.attachments).toEqual([buffer]);
    expect(encoder.attachments[0]).toBe(buffer);
    expect([encoder.transferList, encoder.sharedIds]).toEqual([[], []]);
  });
});
