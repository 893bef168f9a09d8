/** The worker's half of what a program writes that uses no pool: one function, called for every number that comes. */
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';

export interface HandWrittenWorkerData {
  /** The module and the function in it. */
  readonly module: string;
  readonly name: string;
  /** Where the numbers come from; without it, from the parent. */
  readonly port?: MessagePort;
}

const { module, name, port = parentPort } = workerData as HandWrittenWorkerData;
const functions = (await import(module)) as Readonly<Record<string, (x: number) => number>>;
const run = functions[name];
if (run === undefined) throw new TypeError(`Expected a function ${name} in ${module}, got none.`);

/** A number, or several that were sent together: the answer has the same form. */
port?.on('message', (message: number | readonly number[]) => {
  port.postMessage(typeof message === 'number' ? run(message) : message.map((x) => run(x)));
});
