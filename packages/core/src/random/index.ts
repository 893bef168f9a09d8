/** `ringpool/random`: random numbers for tasks. It loads nothing of the pool. */
export { type RandomStream, randomStream } from './random-stream.js';
