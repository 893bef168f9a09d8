/** The functions that S4, S7 and the workloads of other libraries call by name, each with one argument. */
export { addOne } from './add-one.js';
export { echo } from '../payloads/echo.js';
export { spinFor } from '../skew/spin-for.js';
export { addPair, empty, estimatePi, factorial } from '../workloads/functions.js';
