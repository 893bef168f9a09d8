/** The same work done twice. Times are wall-clock milliseconds. */
export interface Comparison {
  readonly identical: boolean;
  readonly singleThreadMs: number;
  readonly poolMs: number;
  readonly workers: number;
}

/** Prints the outcome as the last two lines of an example, and makes the process fail if the results differ. */
export function printComparison({ identical, singleThreadMs, poolMs, workers }: Comparison): void {
  console.log(`single thread: ${seconds(singleThreadMs)} s`);
  console.log(`pool:          ${seconds(poolMs)} s, from \`new Pool\` to the last result`);
  console.log();
  console.log(`identical: ${identical ? 'yes' : 'no'}`);
  console.log(`speed-up: ${(singleThreadMs / poolMs).toFixed(2)} with ${workers} workers`);
  if (!identical) process.exitCode = 1;
}

/** Compares bit for bit: unlike `===` it tells 0 from −0, and finds a NaN equal to itself. */
export function sameBits(a: NodeJS.TypedArray, b: NodeJS.TypedArray): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf(array: NodeJS.TypedArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
