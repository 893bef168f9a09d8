import { ClaimingConsumer } from 'atomics-ring';
import { MessageChannel } from 'node:worker_threads';
import { Decoder } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import { PortTransport, type SharedMessage } from '../src/transport/port-transport.ts';
import { RingTransport, type Sent } from '../src/transport/ring-transport.ts';
import { SharedBufferTable, SharedRegistry } from '../src/transport/shared-registry.ts';
import {
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  taskKind,
  taskSlot,
  writeTaskHeader,
} from '../src/transport/task-record.ts';

export const RING_BYTES = 4096;

/** The worker's end, in this thread: reads what was sent. */
class FakeWorker {
  readonly ring: ClaimingConsumer;
  readonly port: PortTransport;
  readonly shared = new SharedBufferTable();
  readonly #bytes: Uint8Array;

  constructor(inRing: SharedArrayBuffer, port: PortTransport) {
    this.ring = new ClaimingConsumer(inRing);
    this.port = port;
    const { view } = this.ring;
    this.#bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }

  /** All records that are there, each in words. */
  read(): string[] {
    const records: string[] = [];
    while (this.ring.claim(100) !== 'empty') {
      for (let offset = this.ring.nextRecord(); offset >= 0; offset = this.ring.nextRecord()) {
        records.push(this.#inWords(offset));
        this.ring.markStarted();
      }
      this.ring.release();
    }
    return records;
  }

  #inWords(offset: number): string {
    const { view } = this.ring;
    const kind = taskKind(view, offset);
    const data = offset + TASK_HEADER_BYTES;
    const end = offset + this.ring.payloadLength;
    if (kind === TaskKind.DefineFunction) {
      return `define ${taskFunction(view, offset)} ${Buffer.from(this.#bytes.slice(data, end)).toString()}`;
    }
    if (kind === TaskKind.Retire) return 'retire';
    if (kind === TaskKind.AddShared) {
      const message = this.port.receive(view.getInt32(data, true)) as SharedMessage;
      for (const [id, buffer] of message) this.shared.add(id, buffer);
      return `share ${message.map(([id]) => id).join()}`;
    }
    if (kind === TaskKind.ForgetShared) return `forget ${view.getInt32(data, true)}`;
    const call = `task ${taskSlot(view, offset)} of ${taskFunction(view, offset)}`;
    if (kind !== TaskKind.Call) return `${call} beside ${this.#sideMessage(data)}`;
    const args = new Decoder(this.shared).decodeArguments(taskCount(view, offset), view, this.#bytes, data, end);
    return `${call} with ${JSON.stringify(args)}`;
  }

  #sideMessage(data: number): string {
    const [bytes] = this.port.receive(this.ring.view.getInt32(data, true)) as [Uint8Array];
    return [...bytes].join();
  }
}

export let functions: FunctionRegistry;
export let registry: SharedRegistry;
export let encoder: Encoder;
export let transport: RingTransport;
export let worker: FakeWorker;

/** A transport, and the worker's end of it. */
export function connect(): void {
  const { port1, port2 } = new MessageChannel();
  functions = new FunctionRegistry();
  functions.add('square');
  registry = new SharedRegistry(() => {});
  encoder = new Encoder(registry);
  transport = new RingTransport(RING_BYTES, port1, functions);
  worker = new FakeWorker(transport.inRing, new PortTransport(port2));
}

export function disconnect(): void {
  transport.port.close();
}

export function send(slot: number, args: readonly unknown[], functionId = 0): Sent | Uint8Array {
  return transport.sendCall(TaskKind.Call, slot, functionId, args, encoder);
}

/** A record as the backlog keeps it. */
export function record(slot: number, kind: number, dataBytes: number): Uint8Array {
  const payload = new Uint8Array(TASK_HEADER_BYTES + dataBytes);
  writeTaskHeader(new DataView(payload.buffer), 0, kind, 0, slot, 0);
  return payload;
}
