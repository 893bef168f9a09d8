import type { MessagePort } from 'node:worker_threads';
import { RecallingProducer, RingConsumer } from 'atomics-ring';
import type { Encoder } from '../codec/encode.js';
import type { Room } from '../codec/room.js';
import type { FunctionRegistry } from './function-registry.js';
import { type Luggage, movesValues } from './luggage.js';
import { PortTransport } from './port-transport.js';
import { roomInRing } from './record-room.js';
import { giveBack, takeRing } from './ring-store.js';
import {
  isTask,
  TASK_HEADER_BYTES,
  taskFunction,
  TaskKind,
  taskKind,
  taskSlot,
  writeTaskHeader,
} from './task-record.js';

/** What became of a record that was to be written. */
export const Sent = { Yes: 0, RingFull: 1 } as const;
export type Sent = (typeof Sent)[keyof typeof Sent];

/** Room claimed for a task before it is known how long it is: most are shorter, others get more. At most an eighth of the ring. */
const MOST_CLAIMED_BYTES = 4096;
const CLAIMED_SHARE = 8;

/** Results taken at once: then those who wait for them go on, and give the worker new tasks before it runs dry. */
const RESULTS_PER_LOOK = 64;

/** The same from a worker that found no room for its results: it is not to be woken again and again for the room of a few. */
const RESULTS_PER_CROWDED_LOOK = 1024;

/** Numbers of shared buffers in one record: it must go into the smallest ring. */
const IDS_PER_RECORD = 64;

/** Called with each result in place: `length` bytes from `offset` on, of `view` and of `bytes`, the same memory. */
export type ResultVisitor = (view: DataView, bytes: Uint8Array, offset: number, length: number) => void;

/** The main thread's end of one worker: its in-ring, its out-ring and its side channel. Belongs to one life of the worker. */
export class RingTransport {
  readonly inRing: SharedArrayBuffer;
  readonly outRing: SharedArrayBuffer;
  readonly port: PortTransport;
  readonly #tasks: RecallingProducer;
  readonly #results: RingConsumer;
  readonly #functions: FunctionRegistry;
  readonly #claimedBytes: number;
  /** Where arguments are encoded: in the record that is claimed. */
  readonly #room: Room;
  readonly #resultBytes: Uint8Array;
  /** Where the newest task that was sent starts; before there is one, a position that the worker has passed. */
  #latestTaskStart: number;

  /** Who is told of each result; set once by the owner. */
  onResult: ResultVisitor = () => {};

  /** End of the newest task that cannot be had again, because something in it moved. */
  #movedEnd: number | undefined;

  /** Functions whose names this worker was told: all with smaller numbers. */
  #definedFunctions = 0;
  /** Shared buffers this worker knows by number, and those it may forget. */
  readonly #knownShared = new Set<number>();
  #toForget: number[] = [];

  constructor(ringBytes: number, port: MessagePort, functions: FunctionRegistry) {
    this.inRing = takeRing(ringBytes);
    this.outRing = takeRing(ringBytes);
    this.#tasks = new RecallingProducer(this.inRing);
    this.#room = roomInRing(this.#tasks, TASK_HEADER_BYTES);
    this.#latestTaskStart = (this.#tasks.claimed - 1) | 0;
    this.#results = new RingConsumer(this.outRing);
    this.#resultBytes = this.#results.bytes;
    this.port = new PortTransport(port);
    this.#functions = functions;
    this.#claimedBytes = Math.min(MOST_CLAIMED_BYTES, ringBytes / CLAIMED_SHARE);
  }

  /** The longest payload that goes through the ring. */
  get maxPayloadBytes(): number {
    return this.#tasks.maxPayloadBytes;
  }

  /** Where the record of the newest task sent starts. */
  get latestTaskStart(): number {
    return this.#latestTaskStart;
  }

  /** End of the newest record started; exact once the worker has ended. */
  get started(): number {
    return this.#tasks.started;
  }

  /**
   * The hot path: encodes a call straight into the ring and publishes it. Gives the encoded arguments when they have to go another
   * way: they are too long, or something travels beside them.
   */
  sendCall(
    kind: number,
    slot: number,
    functionId: number,
    args: readonly unknown[],
    encoder: Encoder,
  ): Sent | Uint8Array {
    if (this.#movedEnd !== undefined) this.#holdsMoved();
    const isTold = this.#toForget.length === 0 && functionId < this.#definedFunctions;
    if (!isTold && !this.#tellFirst()) return Sent.RingFull;
    const claimed = this.#tasks.reserve(this.#claimedBytes);
    if (claimed < 0) return Sent.RingFull;
    const room = this.#room;
    room.place(claimed + TASK_HEADER_BYTES, claimed + this.#claimedBytes);
    const end = encoder.encodeArguments(args, room);
    if (end < 0) return encoder.takeOverflow();
    if (encoder.hasLeftovers) return room.bytes.slice(room.start, end);
    // After the reservation: what tells names and buffers, and padding, lie before it.
    const taskStart = this.#tasks.writePosition;
    const offset = room.start - TASK_HEADER_BYTES;
    writeTaskHeader(room.view, offset, kind, args.length, slot, functionId);
    this.#tasks.commit(end - offset);
    this.#latestTaskStart = taskStart;
    return Sent.Yes;
  }

  /**
   * Copies an encoded record into the ring and publishes it. `isQuiet`: the worker is not woken for it, but by the next `wake`. Throws when its side message cannot
   * be sent.
   */
  sendRecord(payload: Uint8Array, luggage: Luggage | undefined, isQuiet = false): Sent {
    if (!this.#tellFirst()) return Sent.RingFull;
    if (luggage !== undefined && !this.#introduceShared(luggage.shared)) return Sent.RingFull;
    const offset = this.#tasks.reserve(payload.length);
    if (offset < 0) return Sent.RingFull;
    const taskStart = this.#tasks.writePosition;
    this.#tasks.bytes.set(payload, offset);
    if (luggage?.side !== undefined) {
      const { content, transferList } = luggage.side;
      const sequence = this.port.send(content, transferList);
      this.#tasks.view.setInt32(offset + TASK_HEADER_BYTES, sequence, true);
    }
    this.#tasks.stage();
    this.#tasks.publish();
    if (!isQuiet) this.wake();
    this.#latestTaskStart = taskStart;
    if (movesValues(luggage)) this.#movedEnd = this.#tasks.writePosition;
    return Sent.Yes;
  }

  /** Wakes the worker if it sleeps. */
  wake(): void {
    this.#tasks.wakeConsumer();
  }

  /** Asks the worker to end in an orderly way after what it has. False when the ring has no room. */
  sendRetire(kind: typeof TaskKind.Retire | typeof TaskKind.Leave = TaskKind.Retire): boolean {
    const offset = this.#tasks.reserve(TASK_HEADER_BYTES);
    if (offset < 0) return false;
    writeTaskHeader(this.#tasks.view, offset, kind, 0, 0, 0);
    this.#tasks.commit();
    return true;
  }

  /** The worker may forget a shared buffer: it is told before its next task. */
  forgetShared(id: number): void {
    if (this.#knownShared.delete(id)) this.#toForget.push(id);
  }

  /** Whether results are there. Throws `RingCorruptError`. */
  hasResults(): boolean {
    return this.#results.hasRecords();
  }

  /** Tells `onResult` of results that are there, and returns of how many. Throws `RingCorruptError`, and what `onResult` throws. */
  drainResults(): number {
    return this.#results.drain(this.#visit, this.#results.wokeProducer ? RESULTS_PER_CROWDED_LOOK : RESULTS_PER_LOOK);
  }

  /** As `drainResults`, with what the worker left unpublished; only after its `'exit'`. */
  salvageResults(): void {
    this.#results.salvage(this.#visit);
  }

  /** A copy of the record of a task in flight; `undefined` when the ring was damaged there. */
  copyTask(slot: number, startPosition: number): Uint8Array | undefined {
    let copy: Uint8Array | undefined;
    try {
      this.#tasks.visitRange(startPosition, this.#tasks.writePosition, (view, offset, length) => {
        if (copy !== undefined || !isTask(taskKind(view, offset)) || taskSlot(view, offset) !== slot) return;
        copy = new Uint8Array(length);
        copy.set(this.#tasks.bytes.subarray(offset, offset + length));
      });
    } catch {
      return undefined;
    }
    return copy;
  }

  /** Whether the worker has not claimed all tasks that it was sent. */
  get hasUnclaimed(): boolean {
    return ((this.#tasks.claimed - this.#latestTaskStart) | 0) <= 0;
  }

  /** Where the worker's next claim starts: it has moved since an earlier look when the worker took a task in between. */
  get claimed(): number {
    return this.#tasks.claimed;
  }

  /**
   * Takes back every task that the worker has not claimed, oldest first, with a copy of its record. Takes none while one of them holds what moved. Throws
   * `RingCorruptError`.
   */
  recall(take: (slot: number, payload: Uint8Array) => void): void {
    if (this.#holdsMoved()) return;
    this.#tasks.recall((view, offset, length) => {
      const kind = taskKind(view, offset);
      const record = this.#tasks.bytes.slice(offset, offset + length);
      if (isTask(kind)) take(taskSlot(view, offset), record);
      else this.#untell(kind, taskFunction(view, offset), record);
    });
  }

  /** Whether a task that cannot be had again is not claimed yet. Forgets it once it is: positions come round. */
  #holdsMoved(): boolean {
    if (this.#movedEnd === undefined) return false;
    if (((this.#movedEnd - this.#tasks.claimed) | 0) > 0) return true;
    this.#movedEnd = undefined;
    return false;
  }

  /** The worker will not read a record that told it something: it has to be told again. */
  #untell(kind: number, functionId: number, record: Uint8Array): void {
    if (kind === TaskKind.DefineFunction) {
      this.#definedFunctions = Math.min(this.#definedFunctions, functionId);
    } else if (kind === TaskKind.AddShared) {
      for (const id of idsIn(record, TASK_HEADER_BYTES + 4)) this.#knownShared.delete(id);
    } else if (kind === TaskKind.ForgetShared) {
      this.#toForget.push(...idsIn(record, TASK_HEADER_BYTES));
    }
  }

  /** The thread is gone, or was never there: ends the side channel, and lets the rings serve another. Of a thread that does not end they are never used again. */
  close(): void {
    this.port.close();
    giveBack(this.inRing);
    giveBack(this.outRing);
  }

  readonly #visit = (view: DataView, offset: number, length: number): void => {
    this.onResult(view, this.#resultBytes, offset, length);
  };

  /** What the worker must know, or may forget, before its next task. False when the ring has no room. */
  #tellFirst(): boolean {
    return this.#sendForgotten() && this.#defineFunctions();
  }

  #defineFunctions(): boolean {
    while (this.#definedFunctions < this.#functions.count) {
      const name = Buffer.from(this.#functions.nameOf(this.#definedFunctions));
      const offset = this.#tasks.reserve(TASK_HEADER_BYTES + name.length);
      if (offset < 0) return false;
      writeTaskHeader(this.#tasks.view, offset, TaskKind.DefineFunction, 0, 0, this.#definedFunctions);
      this.#tasks.bytes.set(name, offset + TASK_HEADER_BYTES);
      this.#tasks.stage();
      this.#definedFunctions += 1;
    }
    return true;
  }

  /** Sends the shared buffers that this worker does not know yet. */
  #introduceShared(shared: ReadonlyMap<number, SharedArrayBuffer>): boolean {
    const unknown = [...shared].filter(([id]) => !this.#knownShared.has(id));
    if (unknown.length === 0) return true;
    for (let start = 0; start < unknown.length; start += IDS_PER_RECORD) {
      if (!this.#addShared(unknown.slice(start, start + IDS_PER_RECORD))) return false;
    }
    return true;
  }

  /** The record holds the number of the message, then those of the buffers, in case it is taken back. */
  #addShared(buffers: readonly (readonly [id: number, buffer: SharedArrayBuffer])[]): boolean {
    const { view } = this.#tasks;
    const offset = this.#tasks.reserve(TASK_HEADER_BYTES + 4 + 4 * buffers.length);
    if (offset < 0) return false;
    writeTaskHeader(view, offset, TaskKind.AddShared, 0, 0, 0);
    const data = offset + TASK_HEADER_BYTES;
    view.setInt32(data, this.port.send(buffers), true);
    for (const [place, [id]] of buffers.entries()) {
      view.setInt32(data + 4 + 4 * place, id, true);
      this.#knownShared.add(id);
    }
    this.#tasks.stage();
    return true;
  }

  #sendForgotten(): boolean {
    if (this.#toForget.length === 0) return true;
    const ids = this.#toForget.slice(0, IDS_PER_RECORD);
    const offset = this.#tasks.reserve(TASK_HEADER_BYTES + 4 * ids.length);
    if (offset < 0) return false;
    writeTaskHeader(this.#tasks.view, offset, TaskKind.ForgetShared, 0, 0, 0);
    ids.forEach((id, place) => this.#tasks.view.setInt32(offset + TASK_HEADER_BYTES + 4 * place, id, true));
    this.#tasks.stage();
    this.#toForget = this.#toForget.slice(ids.length);
    return true;
  }
}

/** The numbers that a record holds from `offset` on. */
function idsIn(record: Uint8Array, offset: number): Int32Array {
  return new Int32Array(record.slice(offset).buffer);
}
