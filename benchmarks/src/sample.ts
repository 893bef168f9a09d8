/** A process of its own for one sample: `node sample.js '<request as JSON>'` prints one line of JSON, a `SampleReply`. */
import { pathToFileURL } from 'node:url';
import type { Cell, Effort, Outcome } from './scenario.js';
import { scenarioNamed } from './scenarios/scenarios.js';
import { WrongResultError } from './verify.js';

export interface SampleRequest {
  readonly cell: Cell;
  readonly effort: Effort;
}

/** `wrong`: the contender computed something else than it should; `failed`: it did not get that far. */
export type SampleReply =
  | { readonly state: 'measured'; readonly outcome: Outcome }
  | { readonly state: 'wrong' | 'failed'; readonly message: string };

export async function replyTo({ cell, effort }: SampleRequest): Promise<SampleReply> {
  try {
    return { state: 'measured', outcome: await scenarioNamed(cell.scenario).measure(cell, effort) };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { state: error instanceof WrongResultError ? 'wrong' : 'failed', message };
  }
}

async function main(request: string): Promise<void> {
  const reply = await replyTo(JSON.parse(request) as SampleRequest);
  // Whatever a contender left running ends here.
  process.stdout.write(`${JSON.stringify(reply)}\n`, () => process.exit(0));
}

const [, script, request] = process.argv;
const isStarted = script !== undefined && import.meta.url === pathToFileURL(script).href;
if (isStarted && request !== undefined) await main(request);
