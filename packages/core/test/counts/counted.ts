import { runCounting, urlOf } from './run-counting.ts';

/** Calls of `Atomics` by the function's name; `look` is a load of TAIL, `load` any other. */
export type Calls = Readonly<Record<string, number>>;

/** Bytes that a record takes in the ring that leads to the worker, and its result in the one that leads back. */
export interface RecordBytes {
  readonly in: number;
  readonly out: number;
}

/** What `count-program.mjs` prints. */
export interface Counted {
  readonly bytes: { readonly number: RecordBytes; readonly text: RecordBytes; readonly chunk: RecordBytes };
  readonly stream: { readonly submitting: Calls; readonly taking: Calls };
  readonly streamInWorker: Calls;
  readonly awaited: Calls;
  readonly awaitedInWorker: { readonly calls: Calls; readonly looks: number };
}

/** Counts in the build of the checkout at a URL. */
export async function countIn(root: string): Promise<Counted> {
  const printed = await runCounting('count-program.mjs', [root], ['--import', urlOf('count-atomics.mjs')]);
  return JSON.parse(printed) as Counted;
}
