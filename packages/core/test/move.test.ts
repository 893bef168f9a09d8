import { open } from 'node:fs/promises';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isMoved, move } from '../src/codec/move.js';
import { SerializationError } from '../src/errors.js';
import { RoundTrip } from './round-trip.js';

describe('move', () => {
  it('moves a buffer', () => {
    const buffer = new Uint8Array([1, 2, 3]).buffer;
    const received = new RoundTrip().send(move(buffer)) as ArrayBuffer;
    expect(new Uint8Array(received)).toEqual(new Uint8Array([1, 2, 3]));
    expect(buffer.byteLength).toBe(0);
  });

  it('moves nothing before the message is sent', () => {
    const roundTrip = new RoundTrip();
    const buffer = new ArrayBuffer(8);
    roundTrip.encoder.encodeValueDetached(move(buffer), 'value');
    expect(buffer.byteLength).toBe(8);
    expect(roundTrip.encoder.transferList).toEqual([buffer]);
  });

  it('moves the whole buffer under a view', () => {
    const buffer = new Float64Array([1, 2, 3, 4]).buffer;
    const view = new Float64Array(buffer, 8, 2);
    const received = new RoundTrip().send({ view: move(view) }) as { view: Float64Array };
    expect([...received.view]).toEqual([2, 3]);
    expect(received.view.buffer.byteLength).toBe(32);
    expect(view.byteLength).toBe(0);
  });

  it('keeps views of one moved buffer together', () => {
    const buffer = new ArrayBuffer(16);
    const value = [move(new Uint8Array(buffer)), new Uint16Array(buffer, 4), buffer];
    const [bytes, words, received] = new RoundTrip().send(value) as [Uint8Array, Uint16Array, ArrayBuffer];
    expect(bytes.buffer).toBe(received);
    expect(words.buffer).toBe(received);
    expect(words.byteOffset).toBe(4);
  });

  it('moves what it lists, and copies the rest', () => {
    const [moved, copied] = [new ArrayBuffer(4), new ArrayBuffer(5)];
    const value = { moved, copied, text: 'x', views: [new Uint8Array(moved)] };
    const received = new RoundTrip().send(move(value, [moved])) as typeof value;
    expect([moved.byteLength, copied.byteLength]).toEqual([0, 5]);
    expect([received.moved.byteLength, received.copied.byteLength]).toEqual([4, 5]);
    expect(received.views[0]!.buffer).toBe(received.moved);
    expect(received.text).toBe('x');
  });

  it('moves a port, which then works at the other end', () => {
    const { port1, port2 } = new MessageChannel();
    const received = new RoundTrip().send({ port: move(port1) }) as { port: typeof port1 };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule takes a port for a window
    received.port.postMessage('hello');
    expect(receiveMessageOnPort(port2)).toEqual({ message: 'hello' });
    received.port.close();
  });

  it('moves a port twice mentioned once', () => {
    const { port1, port2 } = new MessageChannel();
    const received = new RoundTrip().send([move(port1), move(port1)]) as unknown[];
    expect(received[0]).toBe(received[1]);
    port2.close();
  });

  it('moves an open file', async () => {
    const file = await open(import.meta.filename ?? new URL(import.meta.url).pathname);
    const received = new RoundTrip().send(move(file)) as typeof file;
    expect(file.fd).toBe(-1);
    expect((await received.stat()).isFile()).toBe(true);
    await received.close();
  });

  it('has the type of what it is given', () => {
    expectTypeOf(move(new ArrayBuffer(1))).toEqualTypeOf<ArrayBuffer>();
    expect(isMoved(move(new ArrayBuffer(1)))).toBe(true);
    expect(isMoved({})).toBe(false);
  });

  it.each([1, 'text', null, undefined, {}, { buffer: new ArrayBuffer(1) }, [], () => {}, new Map()])(
    'refuses %o, in which nothing can be moved',
    (value) => {
      expect(() => move(value)).toThrow(TypeError);
      expect(() => move(value)).toThrow('Expected a value that can be moved');
    },
  );

  it('refuses shared memory', () => {
    expect(() => move(new SharedArrayBuffer(8))).toThrow('got shared memory, which is never copied');
    expect(() => move(new Uint8Array(new SharedArrayBuffer(8)))).toThrow(TypeError);
  });

  it("refuses a Buffer in memory that is Node's own", () => {
    expect(() => move(Buffer.from('small'))).toThrow('memory that Node keeps for itself');
    expect((new RoundTrip().send(move(Buffer.alloc(10))) as Uint8Array).length).toBe(10);
  });

  it('refuses a list with something in it that cannot be moved', () => {
    expect(() => move({}, [new Uint8Array(1)])).toThrow(TypeError);
    expect(() => move({}, [{}])).toThrow(
      'Expected `transferList` to hold ArrayBuffers, MessagePorts and the like, got {}.',
    );
  });

  it('of a buffer that is gone is refused when it is to be sent', () => {
    const buffer = new ArrayBuffer(8);
    const roundTrip = new RoundTrip();
    roundTrip.send(move(buffer));
    const again = (): unknown => roundTrip.sendArguments([0, { a: move(buffer) }]);
    expect(again).toThrow(SerializationError);
    expect(again).toThrow('Expected `args[1].a` to be a buffer that was not moved before');
    expect(roundTrip.send([1])).toEqual([1]);
  });
});

describe('the transfer list of a call', () => {
  it('moves what it names wherever it is met', () => {
    const roundTrip = new RoundTrip();
    const buffer = new ArrayBuffer(8);
    roundTrip.encoder.transfer = [buffer];
    const [received] = roundTrip.sendArguments([{ view: new Uint8Array(buffer) }]) as [{ view: Uint8Array }];
    expect(received.view.length).toBe(8);
    expect(buffer.byteLength).toBe(0);
  });

  it('moves what it names even where it is not met', () => {
    const { encoder } = new RoundTrip();
    const buffer = new ArrayBuffer(8);
    encoder.transfer = [buffer];
    encoder.encodeArgumentsDetached([1]);
    expect(encoder.transferList).toEqual([buffer]);
  });

  it('holds for one message', () => {
    const { encoder } = new RoundTrip();
    encoder.transfer = [new ArrayBuffer(8)];
    encoder.encodeArgumentsDetached([1]);
    encoder.encodeArgumentsDetached([1]);
    expect(encoder.transferList).toEqual([]);
  });

  it.each([[1], [{}], [null], [new Uint8Array(1)], [new SharedArrayBuffer(1)]])('refuses %o', (entry) => {
    const { encoder } = new RoundTrip();
    encoder.transfer = [new ArrayBuffer(1), entry as object];
    expect(() => encoder.encodeArgumentsDetached([1])).toThrow(
      'Expected `transfer[1]` to be a value that can be moved',
    );
    expect(encoder.encodeArgumentsDetached([1]).length).toBeGreaterThan(0);
  });

  it('refuses a buffer that is gone', () => {
    const { encoder } = new RoundTrip();
    const buffer = new ArrayBuffer(8);
    structuredClone(0, { transfer: [buffer] });
    encoder.transfer = [buffer];
    expect(() => encoder.encodeArgumentsDetached([1])).toThrow(SerializationError);
  });
});
