import * as functions from './kernel-functions.js';
import type { KernelCall, KernelFunction, KernelName } from './kernel.js';

const BY_NAME: Readonly<Record<KernelName, KernelFunction>> = { ...functions };

/** A call with the name of its kernel, for workers whose functions take one value. */
export interface KernelTask {
  readonly name: KernelName;
  readonly call: KernelCall;
}

export function runKernel({ name, call }: KernelTask): void {
  BY_NAME[name](...call);
}
