import { importOurs } from '../build-under-test.js';

export * from './called-functions.js';

const { move } = await importOurs('ringpool');

/** Takes an array whose memory was moved here, and moves it back. */
export function echoMoved(array: Float64Array): Float64Array {
  return move(array);
}
