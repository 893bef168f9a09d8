import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecodeError } from '../src/codec/decode.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import { MESSAGE_NAME_BYTES, messageOf, receiveNamed, writeMessageName } from '../src/transport/side-record.ts';

const START = 5;
const bytes = new Uint8Array(64);
const view = new DataView(bytes.buffer);
let near: PortTransport;
let far: PortTransport;

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  near = new PortTransport(port1);
  far = new PortTransport(port2);
});

afterEach(() => near.close());

function received(encodedBytes: number): ReturnType<typeof receiveNamed> {
  return receiveNamed(far, view, bytes, START, START + MESSAGE_NAME_BYTES + encodedBytes);
}

describe('values with a message', () => {
  it('lie in the record where they are short', () => {
    const encoded = new Uint8Array([1, 2, 3]);
    writeMessageName(view, bytes, START, near.send(messageOf([{ a: 1 }], undefined)), encoded);
    const values = received(encoded.length);
    expect(values.attachments).toEqual([{ a: 1 }]);
    expect([...values.bytes.subarray(values.start, values.end)]).toEqual([1, 2, 3]);
    expect(values.view.getUint8(values.start)).toBe(1);
  });

  it('lie in the message where the record has none', () => {
    const sequence = near.send(messageOf([{ a: 1 }], new Uint8Array([4, 5])));
    writeMessageName(view, bytes, START, sequence, undefined);
    const values = received(0);
    expect(values.attachments[0]).toEqual({ a: 1 });
    expect([...values.bytes.subarray(values.start, values.end)]).toEqual([4, 5]);
    expect(values.view.getUint8(values.start)).toBe(4);
  });

  it('are none where the record has them, and there are none', () => {
    writeMessageName(view, bytes, START, near.send(messageOf([{ a: 1 }], undefined)), new Uint8Array(0));
    const { attachments, start, end } = received(0);
    expect({ attachments, length: end - start }).toEqual({ attachments: [{ a: 1 }], length: 0 });
  });

  it.each([[[]], [[{ a: 1 }]]])('are refused where the message is to have them, but has %j', (content) => {
    writeMessageName(view, bytes, START, near.send(content), undefined);
    expect(() => received(0)).toThrow(DecodeError);
  });
});
