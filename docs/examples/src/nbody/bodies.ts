import { sharedArray } from 'ringpool';
import type { Bodies } from './nbody-kernel.js';

export type Vector = readonly [x: number, y: number, z: number];

/** One body: where it is and how fast it moves. */
export interface Body {
  readonly mass: number;
  readonly position: Vector;
  readonly velocity: Vector;
}

/** Puts bodies into shared memory. */
export function bodiesOf(list: readonly Body[]): Bodies {
  const column = (value: (body: Body) => number) => sharedArray(Float64Array, list.map(value));
  return {
    mass: column(({ mass }) => mass),
    x: column(({ position: [x] }) => x),
    y: column(({ position: [, y] }) => y),
    z: column(({ position: [, , z] }) => z),
    velocityX: column(({ velocity: [x] }) => x),
    velocityY: column(({ velocity: [, y] }) => y),
    velocityZ: column(({ velocity: [, , z] }) => z),
  };
}
