/** The module that the workers of the chaos run load: its tasks end as the ledger says, and write into it what they did. */
import { workerData } from 'node:worker_threads';
import { taskSignal } from 'ringpool/worker';
import { answer, type Item } from './answer.js';
import { die, Executioner, goOn } from './die.js';
import { Fate, givesValue, needsStop } from './fate.js';
import { Ledger } from './ledger.js';

/** What the pool's `workerData` is. */
export interface ChaosData {
  readonly ledger: SharedArrayBuffer;
}

const ledger = new Ledger((workerData as ChaosData).ledger);
const life = ledger.beginLife();
const executioner = new Executioner(ledger, life);

/** The pool's initializer: every `share`th one fails, each time in another way. */
export function begin(share: number): void | Promise<never> {
  const number = ledger.beginInitializer();
  if (number % share !== share - 1) return;
  const way = Math.floor(number / share) % 3;
  if (way === 0) throw new Error('this initializer fails');
  if (way === 1) return Promise.reject(new Error('this initializer rejects'));
  executioner.exit(way);
}

/** Run before a worker ends in an orderly way. */
export function end(): void {}

/** One task, for `apply` and for what maps. */
export function work(item: Item): unknown {
  const task = typeof item === 'number' ? item : item.task;
  const startedBefore = ledger.start(task, life);
  const fate = ledger.fateOf(task);
  if (givesValue(fate)) return give(item, task, fate);
  if (fate === Fate.Throw) throw thrownBy(task);
  if (fate === Fate.ThrowLater) return turns(task).then(() => Promise.reject(thrownBy(task)));
  if (fate === Fate.ExitOnce && startedBefore > 0) return finish(item, task);
  if (fate === Fate.Heed) return heed(item, task);
  return needsStop(fate) ? goOn(fate) : die(executioner, fate, task);
}

/** As `work`, for lists of arguments. */
export function workApart(task: number, value?: unknown): unknown {
  return work(value === undefined ? task : { task, value });
}

/** As `work`, for bytes that were moved here and are moved back. What moves is loaded only where it is needed: it is most of a worker's start. */
export async function workMoved(item: Item): Promise<unknown> {
  const { move } = await import('ringpool');
  const result = (await work(item)) as { task: number; value: Uint8Array };
  result.value[0] = (result.value[0]! + 1) & 255;
  return { task: result.task, value: move(result.value) };
}

/** The same task in every worker: each start of it counts. */
export function workEverywhere(task: number): unknown {
  return work(task);
}

function give(item: Item, task: number, fate: number): unknown {
  if (fate === Fate.Later) return turns(task).then(() => finish(item, task));
  if (fate === Fate.Sleep) return sleep(task % 4).then(() => finish(item, task));
  if (fate === Fate.LeaveRejection) void Promise.reject(new Error(`task ${task} left this behind`));
  if (fate === Fate.ExitAside) executioner.exitAside(task % 13, task % 5);
  if (fate === Fate.ThrowAside) executioner.throwAside(task, task % 5);
  return finish(item, task);
}

/** Never awaits: the signal has to tell the truth all the same. */
function heed(item: Item, task: number): unknown {
  const signal = taskSignal();
  while (!signal.aborted);
  return finish(item, task);
}

function finish(item: Item, task: number): unknown {
  const value = answer(item);
  ledger.finish(task);
  return value;
}

function thrownBy(task: number): Error {
  ledger.finish(task);
  return new RangeError(`thrown by ${task}`);
}

async function turns(task: number): Promise<void> {
  for (let turn = 0; turn <= task % 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
