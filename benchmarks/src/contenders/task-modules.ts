/** The modules that the contenders' workers load. */
export const TASKS_MODULE: URL = new URL('../tasks/add-one.js', import.meta.url);
export const WORKERPOOL_MODULE: URL = new URL('../tasks/workerpool-worker.js', import.meta.url);
export const POOLIFIER_MODULE: URL = new URL('../tasks/poolifier-worker.js', import.meta.url);
export const KERNELS_MODULE: URL = new URL('../kernels/kernel-functions.js', import.meta.url);
