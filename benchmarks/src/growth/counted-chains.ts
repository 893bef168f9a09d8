import { checkAddOne, checkSum } from '../verify.js';

/**
 * Runs so many tasks, `inFlight` of them open at any moment until they run out. Unlike `driveChains` it ends by the count: what is
 * divided by it afterwards is the whole of the main thread's work, the first and the last tasks included.
 */
export async function runCounted(
  addOne: (x: number) => PromiseLike<number>,
  tasks: number,
  inFlight: number,
): Promise<void> {
  let next = 0;
  let sum = 0;
  async function chain(): Promise<void> {
    while (next < tasks) {
      const x = next;
      next += 1;
      const result = await addOne(x);
      if (result !== x + 1) checkAddOne(x, result);
      sum += result;
    }
  }
  await Promise.all(Array.from({ length: inFlight }, chain));
  checkSum(next, sum);
}
