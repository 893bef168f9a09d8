import { createRing, Doorbell, RecallingProducer, RingConsumer } from 'atomics-ring';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { ControlView, createControlBlock } from '../src/transport/control-block.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
  resultItem,
  ResultKind,
  resultKind,
  resultNanos,
  resultSlot,
} from '../src/transport/result-record.ts';
import { SharedBufferTable } from '../src/transport/shared-registry.ts';
import { receiveNamed } from '../src/transport/side-record.ts';
import { SIDE_MESSAGE, TASK_HEADER_BYTES, TaskKind, writeTaskHeader } from '../src/transport/task-record.ts';
import { inMessage } from './message-name.ts';

const RING_BYTES = 65_536;

/** A record of the out-ring. */
export interface ResultRecord {
  readonly kind: string;
  readonly slot: number;
  readonly item: number;
  readonly nanos: number;
  readonly isBeside: boolean;
  /** What it holds; of errors their messages. */
  readonly values: readonly unknown[];
}

/** What the main thread has of a worker, without a pool: writes tasks, reads results. */
export class RecordExchange {
  readonly inRing: SharedArrayBuffer = createRing({ capacityBytes: RING_BYTES }).buffer;
  readonly outRing: SharedArrayBuffer = createRing({ capacityBytes: RING_BYTES }).buffer;
  readonly doorbell: SharedArrayBuffer = new SharedArrayBuffer(4);
  readonly control: SharedArrayBuffer;
  readonly view: ControlView;
  readonly workerPort: MessagePort;
  readonly port: PortTransport;
  readonly tasks: RecallingProducer = new RecallingProducer(this.inRing);
  readonly #results = new RingConsumer(this.outRing);
  readonly #bell = new Doorbell(new Int32Array(this.doorbell), 0);
  readonly #encoder = new Encoder({ idOf: () => undefined });
  readonly #names: string[] = [];
  #unread: ResultRecord[] = [];

  constructor(lanes: number) {
    this.control = createControlBlock(lanes);
    this.view = new ControlView(this.control);
    const { port1, port2 } = new MessageChannel();
    this.port = new PortTransport(port1);
    this.workerPort = port2;
  }

  /** Publishes a record, and returns the position at which it starts. */
  put(kind: number, count: number, slot: number, data: Uint8Array, functionId = 0, skip = 0): number {
    const offset = this.tasks.reserve(TASK_HEADER_BYTES + data.length);
    if (offset < 0) throw new Error('Expected room in the in-ring, got none.');
    const start = this.tasks.writePosition;
    writeTaskHeader(this.tasks.view, offset, kind, count, slot, functionId);
    this.tasks.view.setInt32(offset + 12, skip, true);
    this.tasks.bytes.set(data, offset + TASK_HEADER_BYTES);
    this.tasks.commit();
    return start;
  }

  call(slot: number, name: string, args: readonly unknown[] = [], flags = 0): number {
    return this.#send(TaskKind.Call | flags, slot, name, args);
  }

  chunk(slot: number, name: string, items: readonly unknown[], flags = 0, kind: number = TaskKind.Map): number {
    return this.#send(kind | flags, slot, name, items);
  }

  retire(): void {
    this.put(TaskKind.Retire, 0, 0, new Uint8Array(0));
  }

  /** The number of a function; the worker is told at its first use. */
  idOf(name: string): number {
    const known = this.#names.indexOf(name);
    if (known >= 0) return known;
    this.#names.push(name);
    this.put(TaskKind.DefineFunction, 0, 0, Buffer.from(name), this.#names.length - 1);
    return this.#names.length - 1;
  }

  /** The position up to which the in-ring may be written again: the word HEAD. */
  get released(): number {
    return new Int32Array(this.inRing)[64]!;
  }

  /** What has come since the last time. */
  read(): ResultRecord[] {
    this.#take();
    return this.#unread.splice(0);
  }

  /** The next `count` records, once they are there. */
  async next(count = 1): Promise<ResultRecord[]> {
    for (;;) {
      const rung = this.#bell.arm();
      this.#take();
      if (this.#unread.length >= count) return this.#unread.splice(0, count);
      await rung;
    }
  }

  /** What the worker left, published or not, after its end. */
  salvage(): ResultRecord[] {
    this.#take('salvage');
    return this.#unread.splice(0);
  }

  /** Shared memory goes beside the ring, as itself. */
  #send(kind: number, slot: number, name: string, values: readonly unknown[]): number {
    const functionId = this.idOf(name);
    const bytes = this.#encoder.encodeArgumentsDetached(values);
    const { attachments } = this.#encoder;
    if (attachments.length === 0) return this.put(kind, values.length, slot, bytes, functionId);
    const data = inMessage(this.port.send([...attachments, bytes]));
    return this.put(kind | SIDE_MESSAGE, values.length, slot, data, functionId);
  }

  close(): void {
    this.#bell.release();
    this.port.close();
  }

  #take(how: 'drain' | 'salvage' = 'drain'): void {
    this.#results[how]((view, offset) => this.#unread.push(this.#recordAt(view, offset)));
  }

  #recordAt(view: DataView, offset: number): ResultRecord {
    const kind = resultKind(view, offset);
    const isBeside = (kind & SIDE_MESSAGE) !== 0;
    const start = offset + RESULT_HEADER_BYTES;
    const base = kind & ~SIDE_MESSAGE;
    return {
      kind: Object.keys(ResultKind)[Object.values(ResultKind).indexOf(base as ResultKind)]!,
      slot: resultSlot(view, offset),
      item: resultItem(view, offset),
      nanos: resultNanos(view, offset),
      isBeside,
      values: isBeside
        ? this.#valuesBeside(view, start, start + resultFilled(view, offset))
        : valuesIn(base, view, start, start + resultFilled(view, offset), []),
    };
  }

  #valuesBeside(view: DataView, start: number, end: number): unknown[] {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const values = receiveNamed(this.port, view, bytes, start, end);
    return valuesIn(ResultKind.Values, values.view, values.start, values.end, values.attachments);
  }
}

function valuesIn(kind: number, view: DataView, start: number, end: number, attached: readonly unknown[]): unknown[] {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const decoder = new Decoder(new SharedBufferTable());
  const values: unknown[] = [];
  for (let place = start; place < end; place = kind === ResultKind.Numbers ? place + 8 : decoder.offset) {
    decoder.attachments = attached;
    if (kind === ResultKind.Numbers) values.push(view.getFloat64(place, true));
    else values.push(decoder.decodeValue(view, bytes, place, end));
  }
  return values.map((value) => (value instanceof Error ? value.message : value));
}
