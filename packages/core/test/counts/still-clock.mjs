/** Puts a clock in the place of the thread's own that moves by its readings alone: what is decided by time is decided alike in every run. */

/** Milliseconds between two readings: no limit of the library is ever over. */
const STEP_MS = 1e-6;

let time = 1;
performance.now = () => (time += STEP_MS);
