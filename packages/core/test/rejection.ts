/** What a promise rejects with; a promise that fulfils is a failure. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error(`Expected a rejection, got ${String(value)}.`);
}
