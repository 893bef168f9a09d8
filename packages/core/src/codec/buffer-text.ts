import { Buffer } from 'node:buffer';

/**
 * Node's own string copying, which works on any `Uint8Array`, shared memory included. It is older than its type
 * declarations. The functions are taken from the prototype once: a task that replaces them there breaks itself only.
 */
interface TextMethods {
  latin1Write(text: string, offset: number, length: number): number;
  ucs2Write(text: string, offset: number, length: number): number;
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
}

type Write = (bytes: Uint8Array, text: string, offset: number, length: number) => number;
type Slice = (bytes: Uint8Array, start: number, end: number) => string;

const methods = Buffer.prototype as unknown as TextMethods;
const { call } = Function.prototype;

export const latin1Write: Write = call.bind(methods.latin1Write) as Write;
export const ucs2Write: Write = call.bind(methods.ucs2Write) as Write;
export const latin1Slice: Slice = call.bind(methods.latin1Slice) as Slice;
export const ucs2Slice: Slice = call.bind(methods.ucs2Slice) as Slice;
