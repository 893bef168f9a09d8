import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { HandWrittenWorkerData } from '../tasks/hand-written-worker.js';
import type { PoolContender, RunningTask, TaskFunction } from './contender.js';
import { settingNamed } from './contender.js';
import { HAND_WRITTEN_MODULE, TASKS_MODULE, TIMED_TASKS_MODULE } from './task-modules.js';

/** Both are a line to another thread that keeps the order of messages. */
type Line = Worker | MessagePort;

interface Thread {
  readonly worker: Worker;
  readonly line: Line;
}

type Resolve = (result: number) => void;

/** One message per task; or one for all the tasks of a moment, which is the most that can be had from messages. */
const SETTINGS: Readonly<Record<string, (line: Line) => (x: number) => Promise<number>>> = {
  default: oneByOne,
  'batched per turn': batched,
};

/** Messages between a program and its `Worker`s, without any library. */
export const bareWorker: PoolContender = handWritten('bare Worker', startWithParentPort);

/** The same over a `MessageChannel` of one's own, which spares the way through the `Worker` object. */
export const messagePort: PoolContender = handWritten('raw MessagePort', startWithOwnPort);

function handWritten(name: string, startThread: (data: HandWrittenWorkerData) => Thread): PoolContender {
  const startFunction = (workers: number, setting: string, data: HandWrittenWorkerData): RunningTask => {
    const threads = Array.from({ length: workers }, () => startThread(data));
    const calls = threads.map(({ line }) => settingNamed(SETTINGS, setting)(line));
    let turn = 0;
    return {
      run: (x) => {
        turn = (turn + 1) % calls.length;
        return calls[turn]?.(x) ?? Promise.reject(new RangeError('Expected a worker at least, got none.'));
      },
      stop: async () => {
        await Promise.all(threads.map(({ worker }) => worker.terminate()));
      },
    };
  };
  return {
    name,
    settings: Object.keys(SETTINGS),
    start: async (workers, setting) => {
      const { run, stop } = startFunction(workers, setting, { module: TASKS_MODULE.href, name: 'addOne' });
      return { addOne: run, stop };
    },
    startTask: async (workers: number, setting: string, task: TaskFunction) =>
      startFunction(workers, setting, { module: TIMED_TASKS_MODULE.href, name: task }),
  };
}

function startWithParentPort(workerData: HandWrittenWorkerData): Thread {
  const worker = new Worker(HAND_WRITTEN_MODULE, { workerData });
  return { worker, line: worker };
}

function startWithOwnPort(data: HandWrittenWorkerData): Thread {
  const { port1, port2 } = new MessageChannel();
  const workerData: HandWrittenWorkerData = { ...data, port: port2 };
  return { worker: new Worker(HAND_WRITTEN_MODULE, { workerData, transferList: [port2] }), line: port1 };
}

/** Answers come in the order of the questions, so a queue of those who wait is all there is to know. */
function oneByOne(line: Line): (x: number) => Promise<number> {
  const waiting: Resolve[] = [];
  line.on('message', (result: number) => waiting.shift()?.(result));
  return (x) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
      line.postMessage(x);
    });
}

function batched(line: Line): (x: number) => Promise<number> {
  const waiting: (readonly Resolve[])[] = [];
  let values: number[] = [];
  let resolvers: Resolve[] = [];
  line.on('message', (results: readonly number[]) => {
    const settled = waiting.shift() ?? [];
    settled.forEach((resolve, index) => resolve(results[index] ?? Number.NaN));
  });
  function flush(): void {
    waiting.push(resolvers);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
    line.postMessage(values);
    values = [];
    resolvers = [];
  }
  return (x) =>
    new Promise((resolve) => {
      if (values.push(x) === 1) queueMicrotask(flush);
      resolvers.push(resolve);
    });
}
