/**
 * Stands in for what the pool's side channel takes from `node:worker_threads`: messages that come in the order in which they were sent, and
 * are there once they were.
 */
import { load, store } from './explored-atomics.ts';
import { nameWords } from './word-names.ts';

const SENT = 0;

interface Message {
  readonly sequence: number;
  readonly content: number;
}

/** One end of a channel for up to so many messages. */
export class ExploredPort {
  readonly words: Int32Array;
  taken = 0;

  constructor(board: SharedArrayBuffer) {
    this.words = new Int32Array(board);
  }

  postMessage({ sequence, content }: Message): void {
    const number = load(this.words, SENT) + 1;
    store(this.words, 2 * number - 1, sequence);
    store(this.words, 2 * number, content);
    store(this.words, SENT, number);
  }

  receive(): Message | undefined {
    if (load(this.words, SENT) === this.taken) return undefined;
    this.taken += 1;
    return { sequence: load(this.words, 2 * this.taken - 1), content: load(this.words, 2 * this.taken) };
  }
}

export function createChannel(messages: number): SharedArrayBuffer {
  const board = new SharedArrayBuffer(4 * (1 + 2 * messages));
  const numbers = Array.from({ length: messages }, (_, message) => 1 + message);
  nameWords(board, [
    'messages sent',
    ...numbers.flatMap((number) => [`number of message ${number}`, `message ${number}`]),
  ]);
  return board;
}

export function receiveMessageOnPort(port: ExploredPort): { readonly message: Message } | undefined {
  const message = port.receive();
  return message && { message };
}
