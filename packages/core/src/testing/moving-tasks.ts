/** Tasks whose results are moved: apart from the others, because `move` is ringpool's own. */
import { move } from '../codec/move.js';

export const square = (x: number): number => x * x;

/** Gives bytes that are moved, and not copied, out of its thread. */
export const giveBack = (values: Uint8Array): Uint8Array => move(values);

let given: Uint8Array | undefined;
/** Gives bytes, of which `lengthLeft` tells what is left. */
export function giveAway(length: number): Uint8Array {
  given = new Uint8Array(length).fill(1);
  return move(given);
}
export const lengthLeft = (): number | undefined => given?.byteLength;
