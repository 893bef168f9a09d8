/** The modules that the contenders' workers load. */
export const TASKS_MODULE: URL = new URL('../tasks/add-one.js', import.meta.url);
export const WORKERPOOL_MODULE: URL = new URL('../tasks/workerpool-worker.js', import.meta.url);
export const POOLIFIER_MODULE: URL = new URL('../tasks/poolifier-worker.js', import.meta.url);
export const KERNELS_MODULE: URL = new URL('../kernels/kernel-functions.js', import.meta.url);
export const KERNEL_TASKS_MODULE: URL = new URL('../kernels/kernel-tasks.js', import.meta.url);
export const KERNEL_THREAD_MODULE: URL = new URL('../tasks/kernel-thread.js', import.meta.url);
export const SYNCKIT_MODULE: URL = new URL('../tasks/synckit-worker.js', import.meta.url);
export const HAND_WRITTEN_MODULE: URL = new URL('../tasks/hand-written-worker.js', import.meta.url);
export const PARKED_MODULE: URL = new URL('../tasks/parked-worker.js', import.meta.url);
export const TIMED_TASKS_MODULE: URL = new URL('../tasks/timed-tasks.js', import.meta.url);
export const CHUNKS_MODULE: URL = new URL('../tasks/add-one-to-chunk.js', import.meta.url);
