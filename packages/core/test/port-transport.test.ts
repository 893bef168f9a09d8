import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortTransport, UnreadableMessageError } from '../src/transport/port-transport.ts';

let channel: MessageChannel;
let near: PortTransport;
let far: PortTransport;

beforeEach(() => {
  channel = new MessageChannel();
  near = new PortTransport(channel.port1);
  far = new PortTransport(channel.port2);
});

afterEach(() => {
  near.close();
});

/** What can be cloned no more than once: where it is received, there is no class for it. */
async function unreadable(): Promise<object> {
  const { unreadable: make } = (await import(new URL('fixtures/rows-python.mjs', import.meta.url).href)) as {
    unreadable(): object;
  };
  const object = make();
  structuredClone(object);
  return object;
}

describe('the side channel', () => {
  it('numbers messages from 1', () => {
    expect([near.send('a'), near.send('b'), near.send('c')]).toEqual([1, 2, 3]);
  });

  it('gives the message of a number without a turn of the event loop', () => {
    near.send('a');
    near.send({ b: [1, 2] });
    expect(far.receive(1)).toBe('a');
    expect(far.receive(2)).toEqual({ b: [1, 2] });
  });

  it('goes both ways, each with its own numbers', () => {
    expect([near.send('there'), far.send('back')]).toEqual([1, 1]);
    expect([near.receive(1), far.receive(1)]).toEqual(['back', 'there']);
  });

  it('throws away messages before the one asked for', () => {
    for (const text of ['a', 'b', 'c', 'd']) near.send(text);
    expect(far.receive(3)).toBe('c');
    expect(far.receive(4)).toBe('d');
  });

  it('moves what it is told to move', () => {
    const buffer = new ArrayBuffer(8);
    near.send(buffer, [buffer]);
    expect(buffer.byteLength).toBe(0);
    expect(far.receive(1)).toEqual(new ArrayBuffer(8));
  });

  it('keeps its numbers in step when a message cannot be sent', () => {
    expect(() => near.send(() => {})).toThrow('could not be cloned');
    expect(near.send('next')).toBe(1);
    expect(far.receive(1)).toBe('next');
  });

  it('tells of a message whose values cannot be made here, and gives those around it', async () => {
    near.send('a');
    near.send(await unreadable());
    near.send('c');
    expect(far.receive(1)).toBe('a');
    expect(() => far.receive(2)).toThrow(UnreadableMessageError);
    expect(far.receive(3)).toBe('c');
  });

  it('passes over such a message where it is not asked for', async () => {
    near.send(await unreadable());
    near.send(await unreadable());
    near.send('c');
    expect(far.receive(3)).toBe('c');
  });

  it('refuses a number whose message is not there', () => {
    expect(() => far.receive(1)).toThrow('Expected message 1 on the side channel, got none.');
  });

  it('refuses a number whose message has been taken', () => {
    near.send('a');
    near.send('b');
    far.receive(1);
    expect(() => far.receive(1)).toThrow('Expected message 1 on the side channel, got 2.');
  });

  it('does not hold the event loop', () => {
    expect(process.getActiveResourcesInfo()).not.toContain('MessagePort');
  });
});
