import { ThreadWorker } from 'poolifier';
import { addPair, empty, estimatePi, factorial } from '../workloads/functions.js';

/** Its worker gives every function at most one argument, of which it does not know the type. */
// oxlint-disable-next-line no-default-export -- its interface asks for it
export default new ThreadWorker<unknown>({
  addPair: (pair) => addPair(pair as Parameters<typeof addPair>[0]),
  empty: () => empty(),
  estimatePi: () => estimatePi(),
  factorial: (n) => factorial(Number(n)),
});
