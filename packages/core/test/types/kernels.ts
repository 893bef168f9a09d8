/** A worker module as a user writes it: its type is what pools are typed by. */
export const VERSION = '1';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const square = (x: number): number => x * x;
export const norm = ({ x, y }: Point): number => Math.hypot(x, y);
export const add = (a: number, b: number): number => a + b;
export const label = (text: string, count?: number): string => text.repeat(count ?? 1);
export const now = (): Date => new Date();
export const load = async (path: string): Promise<Uint8Array> => new TextEncoder().encode(path);
export const maybe = (x?: number): number | undefined => x;
export const total = (...values: number[]): number => values.reduce((sum, value) => sum + value, 0);
export const forget = (_text: string): void => {};
export function identity<T>(value: T): T {
  return value;
}
