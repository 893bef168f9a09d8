import { AssertionError } from 'node:assert';
import { types } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { move } from '../src/codec/move.js';
import { SerializationError, WorkerLostError } from '../src/errors.js';
import { RoundTrip } from './round-trip.js';

function send<T>(error: T): T {
  return new RoundTrip().send(error, 'error') as T;
}

class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

class OutOfTape extends RangeError {
  override get name(): string {
    return 'OutOfTape';
  }
}

type WasmErrors = Record<'RuntimeError' | 'LinkError' | 'CompileError', ErrorConstructor>;
/** The types of Node do not tell of WebAssembly. */
const { RuntimeError, LinkError, CompileError } = (globalThis as unknown as { WebAssembly: WasmErrors }).WebAssembly;

const builtIn = [
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError],
  ...[RuntimeError, LinkError, CompileError],
];

describe('an error', () => {
  it.each(builtIn)('of the class %o arrives as one, with message and stack', (constructor) => {
    const error = new constructor('what happened');
    const received = send(error);
    expect(received).not.toBe(error);
    expect(Object.getPrototypeOf(received)).toBe(constructor.prototype);
    expect(types.isNativeError(received)).toBe(true);
    expect(received).toMatchObject({ name: constructor.name, message: 'what happened' });
    expect(received.stack).toBe(error.stack);
    expect(Object.keys(received)).toEqual([]);
    expect(Object.getOwnPropertyNames(received).sort()).toEqual(['message', 'stack']);
  });

  it('keeps the stack of where it was made', () => {
    function madeHere(): Error {
      return new Error('x');
    }
    expect(send(madeHere()).stack).toContain('madeHere');
  });

  it('without a message or a stack has none', () => {
    const error = Reflect.construct<[], Error>(Error, []);
    delete error.stack;
    const received = send(error);
    expect(Object.getOwnPropertyNames(received)).toEqual([]);
    expect(received.message).toBe('');
  });

  it('of a class of its own arrives with its name and properties, as the nearest built-in class', () => {
    const received = send(new ParseError('unexpected end', 7));
    expect(received).toMatchObject({ name: 'ParseError', message: 'unexpected end', line: 7 });
    expect(Object.getPrototypeOf(received)).toBe(Error.prototype);
    expect(received.stack).toContain('unexpected end');
    expect(send(new OutOfTape('end'))).toBeInstanceOf(RangeError);
    expect(send(new OutOfTape('end')).name).toBe('OutOfTape');
  });

  it('keeps its cause, whatever that is, and does not list it', () => {
    const root = new TypeError('root');
    const error = new Error('top', { cause: new Error('middle', { cause: root }) });
    const received = send(error) as Error & { cause: Error };
    expect(received.cause.message).toBe('middle');
    expect(received.cause.cause).toBeInstanceOf(TypeError);
    expect(Object.keys(received)).toEqual([]);
    expect(send(new Error('x', { cause: null })).cause).toBeNull();
    expect('cause' in send(new Error('x'))).toBe(false);
  });

  it('may be its own cause', () => {
    const error: Error & { self?: Error } = new Error('loop');
    error.cause = error;
    error.self = error;
    const received = send(error);
    expect(received.cause).toBe(received);
    expect(received.self).toBe(received);
  });

  it('keeps the errors it stands for', () => {
    const error = new AggregateError([new TypeError('a'), 'b', null], 'several');
    const received = send(error);
    expect(received).toBeInstanceOf(AggregateError);
    expect(received.message).toBe('several');
    expect(received.errors).toEqual([new TypeError('a'), 'b', null]);
    expect(Object.keys(received)).toEqual([]);
    expect(Object.getOwnPropertyNames(send(Reflect.construct(AggregateError, [[]]) as Error)).sort()).toEqual([
      'errors',
      'stack',
    ]);
  });

  it('keeps listed properties of any name', () => {
    const details = { cause: 'a', errors: ['b'], code: 'E', ['__proto__']: 1, length: 2 };
    const error = new Error('x');
    for (const [name, value] of Object.entries(details)) {
      Object.defineProperty(error, name, { value, enumerable: true, configurable: true, writable: true });
    }
    expect(Object.entries(send(error))).toEqual(Object.entries(details));
  });

  it('of the runtime keeps code, errno and the like', () => {
    const assertion = new AssertionError({ actual: { a: 1 }, expected: { a: 2 }, operator: 'deepEqual' });
    expect(send(assertion)).toMatchObject({ code: 'ERR_ASSERTION', actual: { a: 1 }, expected: { a: 2 } });
    const system = Object.assign(new Error('no such file'), { errno: -2, code: 'ENOENT', syscall: 'open', path: '/x' });
    expect(Object.entries(send(system))).toEqual(Object.entries(system));
  });

  it('of the pool keeps its code and fields', () => {
    const lost = new WorkerLostError('lost', { exitCode: 1, attempts: 3, cause: new Error('why') });
    const received = send(lost);
    expect(received).toMatchObject({ name: 'WorkerLostError', code: 'ERR_WORKER_LOST', exitCode: 1, attempts: 3 });
    expect((received.cause as Error).message).toBe('why');
    expect(send(new SerializationError('x'))).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' });
  });

  it('loses the properties that throw or cannot be sent, and nothing else', () => {
    const error = Object.assign(new Error('x', { cause: () => {} }), {
      first: 1,
      callback: () => {},
      nested: { a: [new SharedArrayBuffer(1), Symbol('x')] },
      port: new MessageChannel().port1,
      last: { a: 1 },
    });
    Object.defineProperty(error, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('do not read');
      },
    });
    const roundTrip = new RoundTrip();
    const received = roundTrip.send(error) as Error;
    expect(Object.entries(received)).toEqual([
      ['first', 1],
      ['last', { a: 1 }],
    ]);
    expect('cause' in received).toBe(false);
    const { attachments, sharedIds, transferList } = roundTrip.encoder;
    expect([attachments, sharedIds, transferList]).toEqual([[], [], []]);
  });

  it('moves nothing for a property that is left out', () => {
    const roundTrip = new RoundTrip();
    const buffer = new ArrayBuffer(8);
    const error = Object.assign(new Error('x'), { lost: [move(buffer), () => {}], kept: buffer });
    const received = roundTrip.send(error) as typeof error;
    expect(received.kept.byteLength).toBe(8);
    expect(buffer.byteLength).toBe(8);
    expect('lost' in received).toBe(false);
  });

  it('whose own parts throw is an error all the same', () => {
    const error = new Error('x');
    for (const part of ['stack', 'message', 'name'] as const) {
      Object.defineProperty(error, part, {
        get: () => {
          throw new Error('do not read');
        },
      });
    }
    expect(send(error)).toBeInstanceOf(Error);
    expect(send(error).message).toBe('');
  });

  it('whose message is no string has it printed', () => {
    const error = Object.defineProperty(new Error('x'), 'message', { value: { code: 5 } });
    expect(send(error).message).toBe('{ code: 5 }');
  });

  it('of old make is one', () => {
    function LegacyError(this: Error, message: string): void {
      this.message = message;
    }
    LegacyError.prototype = Object.create(Error.prototype, { name: { value: 'LegacyError' } }) as object;
    const error = Reflect.construct(LegacyError, ['old']) as Error;
    expect(send(error)).toMatchObject({ name: 'LegacyError', message: 'old' });
    expect(types.isNativeError(send(error))).toBe(true);
  });

  it('of another realm is one of the class of that name', () => {
    expect(send(runInNewContext('new TypeError("far")') as Error)).toBeInstanceOf(TypeError);
    expect(send(runInNewContext('class Far extends Error {}; new Far("far")') as Error)).toBeInstanceOf(Error);
  });

  it('that is a DOMException stays one', () => {
    const received = send(new DOMException('stopped', 'AbortError'));
    expect(received).toBeInstanceOf(DOMException);
    expect(received).toMatchObject({ name: 'AbortError', message: 'stopped', code: 20 });
    expect(send(AbortSignal.abort().reason as DOMException).name).toBe('AbortError');
  });

  it('among other values keeps who it is', () => {
    const error = new Error('x');
    const received = send({ first: error, second: [error] });
    expect(received.second[0]).toBe(received.first);
  });

  it('leaves the depth of the stacks of other errors alone', () => {
    Error.stackTraceLimit = 7;
    send(new Error('x'));
    expect(Error.stackTraceLimit).toBe(7);
    Error.stackTraceLimit = 10;
  });
});
