/** The module whose functions the cases run, for whoever wants to load it by other means. It is plain: it imports nothing of a pool. */
export const contractModule: URL = new URL('./tasks.js', import.meta.url);
