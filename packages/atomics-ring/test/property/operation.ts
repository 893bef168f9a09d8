import type * as fc from 'fast-check';

/** An operation by its name: what it does to the model and to the real thing, and what must agree; it throws what does not. */
export function operation<Model extends object, Real>(
  name: string,
  run: (model: Model, real: Real) => void,
  check: (model: Readonly<Model>) => boolean = () => true,
): fc.Command<Model, Real> {
  return { check, run, toString: () => name };
}
