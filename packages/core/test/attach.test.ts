import { Blob } from 'node:buffer';
import { createSecretKey, KeyObject } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { BlockList } from 'node:net';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip.js';

interface Wasm {
  readonly Memory: new (limits: object) => { readonly buffer: SharedArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
}

/** The types of the language version we compile for do not know it. */
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

describe('an object of the runtime', () => {
  it('arrives as structured clone makes it: a key', () => {
    const key = createSecretKey(Buffer.from('secret'));
    const received = new RoundTrip().send({ key }) as { key: KeyObject };
    expect(received.key).toBeInstanceOf(KeyObject);
    expect(received.key.equals(key)).toBe(true);
  });

  it('arrives as structured clone makes it: a blob, and a subclass of it', async () => {
    class NamedBlob extends Blob {}
    const received = new RoundTrip().send([new Blob(['text']), new NamedBlob(['more'])]) as Blob[];
    expect(await Promise.all(received.map((blob) => blob.text()))).toEqual(['text', 'more']);
  });

  it('arrives as structured clone makes it: a compiled module', () => {
    expect(new RoundTrip().send(new wasm.Module(EMPTY_MODULE))).toBeInstanceOf(wasm.Module);
  });

  it('arrives as structured clone makes it: shared memory of WebAssembly', () => {
    const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
    const received = new RoundTrip().send({ memory }) as { memory: typeof memory };
    new Uint8Array(memory.buffer)[7] = 42;
    expect(received.memory).toBeInstanceOf(wasm.Memory);
    expect(new Uint8Array(received.memory.buffer)[7]).toBe(42);
  });

  it('arrives as structured clone makes it: a histogram and a list of blocked addresses', () => {
    const histogram = createHistogram();
    const list = new BlockList();
    histogram.record(5);
    list.addAddress('10.0.0.1');
    const received = new RoundTrip().send([histogram, list]) as [RecordableHistogram, BlockList];
    expect(received[0].max).toBe(5);
    expect(received[1].check('10.0.0.1')).toBe(true);
  });

  it('arrives as structured clone makes it: a key of Web Cryptography', async () => {
    const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    const received = new RoundTrip().send({ key }) as { key: typeof key };
    expect(await crypto.subtle.exportKey('raw', received.key)).toEqual(await crypto.subtle.exportKey('raw', key));
  });

  it('keeps who it is among other values', () => {
    const key = createSecretKey(Buffer.from('secret'));
    const roundTrip = new RoundTrip();
    const received = roundTrip.send({ first: key, again: [key] }) as { first: KeyObject; again: KeyObject[] };
    expect(received.again[0]).toBe(received.first);
    expect(roundTrip.encoder.attachments).toHaveLength(1);
  });
});

describe('an instance of a class of the program', () => {
  class Base {
    readonly id = 1;
  }
  class Derived extends Base {
    readonly bytes = Buffer.from('neighbours: mine').subarray(12);
  }

  it('goes into the bytes as a plain object, and views in it bring their own bytes only', () => {
    const roundTrip = new RoundTrip();
    const bytes = roundTrip.encoder.encodeValueDetached(new Derived(), 'value');
    expect(roundTrip.encoder.attachments).toEqual([]);
    expect(Buffer.from(bytes).includes('neighbours')).toBe(false);
    expect(roundTrip.receive(bytes)).toEqual({ id: 1, bytes: new Uint8Array(Buffer.from('mine')) });
  });

  it.each([
    ['with a prototype of its own', Object.create({ inherited: 1 }, { a: { value: 1, enumerable: true } }) as object],
    [
      'that extends Object',
      new (class extends Object {
        a = 1;
      })(),
    ],
    ['that extends null', Object.assign(Object.create(Object.create(null) as object) as object, { a: 1 })],
  ])('is plain even %s', (_, value) => {
    const roundTrip = new RoundTrip();
    expect(roundTrip.send(value)).toEqual({ a: 1 });
    expect(roundTrip.encoder.attachments).toEqual([]);
  });

  it('may extend a class of the runtime that is written in JavaScript', () => {
    const emitter = Object.assign(new EventEmitter(), { a: 1 });
    expect(new RoundTrip().send(emitter)).toEqual(structuredClone(emitter));
  });

  it('may extend a class of the runtime that has no way to be cloned', () => {
    class Source extends EventTarget {
      readonly a = 1;
    }
    expect(new RoundTrip().send(new Source())).toEqual({ a: 1 });
  });
});
