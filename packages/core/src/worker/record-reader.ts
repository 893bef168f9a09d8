import type { ClaimingConsumer } from 'atomics-ring';
import type { Decoder } from '../codec/decode.js';
import type { EncodedAlone } from '../encode-alone.js';
import { withOwnArguments } from '../numeric/block-message.js';
import type { PortTransport, SharedMessage } from '../transport/port-transport.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import { receiveNamed } from '../transport/side-record.js';
import { stagedAt } from '../transport/staged-record.js';
import {
  baseKind,
  isOfBlocks,
  SIDE_MESSAGE,
  STAGED,
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  valuesIn,
} from '../transport/task-record.js';
import { type Chunk, chunkAt, type Items } from './chunk.js';
import type { FunctionTable } from './function-table.js';

/** Reads the records of the in-ring, and what came beside it. Copies whatever it returns. */
export class RecordReader {
  readonly #ring: ClaimingConsumer;
  readonly #bytes: Uint8Array;
  readonly #decoder: Decoder;
  readonly #port: PortTransport;
  readonly #functions: FunctionTable;
  readonly #shared: SharedBufferTable;

  constructor(
    ring: ClaimingConsumer,
    decoder: Decoder,
    port: PortTransport,
    functions: FunctionTable,
    shared: SharedBufferTable,
  ) {
    this.#ring = ring;
    this.#bytes = new Uint8Array(ring.view.buffer, ring.view.byteOffset, ring.view.byteLength);
    this.#decoder = decoder;
    this.#port = port;
    this.#functions = functions;
    this.#shared = shared;
  }

  /** The hot path: the arguments of a call, which stand in its record. */
  argumentsAt(offset: number): unknown[] {
    const { view, payloadLength } = this.#ring;
    const data = offset + TASK_HEADER_BYTES;
    return this.#decoder.decodeArguments(taskCount(view, offset), view, this.#bytes, data, offset + payloadLength);
  }

  /** What the header of a record says, its items not yet read. */
  headerAt(offset: number, kind: number): Chunk {
    return chunkAt(this.#ring.view, offset, kind, this.#ring.recordStart);
  }

  itemsAt(offset: number, kind: number): Items {
    const { view, payloadLength } = this.#ring;
    const count = taskCount(view, offset);
    const data = offset + TASK_HEADER_BYTES;
    const end = offset + payloadLength;
    if ((kind & STAGED) !== 0) return this.#inMemory(baseKind(kind), count, stagedAt(view, data, this.#shared));
    if ((kind & SIDE_MESSAGE) === 0) return this.#decode(baseKind(kind), count, view, this.#bytes, data, end);
    const values = receiveNamed(this.#port, view, this.#bytes, data, end);
    this.#decoder.attachments = values.attachments;
    try {
      return this.#decode(baseKind(kind), count, values.view, values.bytes, values.start, values.end);
    } finally {
      this.#decoder.attachments = [];
    }
  }

  /** A list that was encoded by itself. */
  alone({ bytes, attachments }: EncodedAlone, count: number): readonly unknown[] {
    this.#decoder.attachments = attachments;
    return this.#inMemory(TaskKind.Call, count, bytes) as readonly unknown[];
  }

  #inMemory(kind: number, count: number, bytes: Uint8Array): Items {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#decode(kind, count, view, bytes, 0, bytes.length);
  }

  /** Takes what a record tells that holds no task and does not end the worker. */
  obey(kind: number, offset: number): void {
    const { view, payloadLength } = this.#ring;
    const data = offset + TASK_HEADER_BYTES;
    const end = offset + payloadLength;
    if (kind === TaskKind.DefineFunction) {
      this.#functions.define(taskFunction(view, offset), Buffer.from(this.#bytes.slice(data, end)).toString());
    } else if (kind === TaskKind.AddShared) {
      const message = this.#port.receive(view.getInt32(data, true)) as SharedMessage;
      for (let index = 0; index < message.length; index += 1) this.#shared.add(message[index]![0], message[index]![1]);
    } else if (kind === TaskKind.ForgetShared) {
      for (let place = data; place < end; place += 4) this.#shared.forget(view.getInt32(place, true));
    } else {
      throw new Error(`Expected a record of a known kind, got ${kind}.`);
    }
  }

  #decode(kind: number, count: number, view: DataView, bytes: Uint8Array, start: number, end: number): Items {
    if (kind === TaskKind.MapNumbers) return new Float64Array(bytes.slice(start, start + count * 8).buffer);
    if (!isOfBlocks(kind)) return this.#decoder.decodeArguments(count, view, bytes, start, end);
    const values = this.#decoder.decodeArguments(valuesIn(count), view, bytes, start, end);
    return withOwnArguments(values, (encoded, own) => this.alone(encoded, own));
  }
}
