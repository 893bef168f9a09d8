import { move } from 'piscina';

export * from './called-functions.js';

/** Takes an array whose memory was moved here, and moves it back. */
export function echoMoved(array: Float64Array): unknown {
  return move(array);
}
