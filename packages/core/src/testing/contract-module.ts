/** The module whose functions the cases run, for whoever wants to load it by other means. It is plain: it imports nothing of a pool. */
export const contractModule: URL = new URL('./tasks.js', import.meta.url);

/** Those of the cases that need tasks with imports of the pool's. All are named here: beside this module they lie, compiled or published. */
export const signalTasks: URL = new URL('./signal-tasks.js', import.meta.url);
export const movingTasks: URL = new URL('./moving-tasks.js', import.meta.url);
