/** Kernels as a user writes them. */
export const fill = (_begin: number, _end: number, _array: Float64Array, _value: number): void => {};
export const tick = (_begin: number, _end: number): void => {};
export const square = (_block: Float64Array, _offset: number, _output: Float64Array): void => {};
export const quantize = (_block: Float32Array, _offset: number, _output: Uint8Array, _levels: number): void => {};
export const sum = (_block: Float64Array): number => 0;
export const histogram = (_block: Uint8Array, _offset: number, bins: number): Uint32Array => new Uint32Array(bins);
export const later = async (_block: Float64Array, _offset: number): Promise<number> => 0;
export const prefix = (_block: Float64Array, _output: Float64Array, carry: number | undefined): number => carry ?? 0;
export const scaled = (
  _block: Float64Array,
  _output: Float64Array,
  carry: number | undefined,
  _factor: number,
): number => carry ?? 0;
export const add = (a: number, b: number): number => a + b;
export const addAll = (a: Uint32Array, b: Uint32Array): Uint32Array => a.map((value, index) => value + b[index]!);
export const join = (a: string, b: string): string => a + b;
