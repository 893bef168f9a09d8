import type { ChainPlan } from '../chains.js';
import { Stretch } from '../chains.js';
import type { CostMeter } from '../costs.js';
import { WrongResultError } from '../verify.js';
import type { Send } from './check-payload.js';
import type { Payload } from './payload.js';

/**
 * Keeps the payload's number of tasks open and returns how many were completed per second of the measured stretch. Each
 * chain has a value of its own, so an answer that belongs to another is found; what was moved is sent again when it is back.
 */
export async function drivePayload(
  payload: Payload,
  send: Send,
  times: Omit<ChainPlan, 'inFlight'>,
  meter?: CostMeter,
): Promise<number> {
  // Before the clock starts: to fill large ones takes as long as a quick warm-up, and only some contenders would be warm.
  const values = Array.from({ length: payload.inFlight }, (_, seed) => payload.make(seed));
  const stretch = new Stretch({ ...times, inFlight: payload.inFlight }, meter);
  async function chain(first: unknown, seed: number): Promise<void> {
    let value = first;
    while (!stretch.isOver) {
      const received = await send(value);
      if (!payload.isIntact(received, seed)) {
        throw new WrongResultError(`Expected ${payload.title} ${seed} to come back as it went, got another.`);
      }
      if (payload.isMoved) value = received;
      stretch.countTask();
    }
  }
  await Promise.all(values.map(chain));
  return stretch.tasksPerSecond;
}
