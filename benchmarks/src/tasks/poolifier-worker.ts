import { ThreadWorker } from 'poolifier';
import { addOne } from './add-one.js';

/** Its worker wants a function that may be called without data. */
// oxlint-disable-next-line no-default-export -- its interface asks for it
export default new ThreadWorker<number, number>((x) => addOne(x ?? Number.NaN));
