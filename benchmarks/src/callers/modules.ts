/** The modules with the called functions, one for each library that wants them in a form of its own. */
export const RINGPOOL_CALLED: URL = new URL('../tasks/ringpool-called.js', import.meta.url);
export const PISCINA_CALLED: URL = new URL('../tasks/piscina-called.js', import.meta.url);
export const POOLIFIER_CALLED: URL = new URL('../tasks/poolifier-called.js', import.meta.url);
export const JEST_WORKER_CALLED: URL = new URL('../tasks/jest-worker-called.js', import.meta.url);
