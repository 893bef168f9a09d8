import { max, min } from 'simple-statistics';

/** How values are laid out along an axis. A logarithmic one says where it is marked; on a linear one round values are near. */
export type AxisScale =
  | { readonly type: 'linear'; readonly domain: readonly [number, number] }
  | { readonly type: 'log'; readonly domain: readonly [number, number]; readonly ticks: readonly number[] };

/** Values further apart than this are drawn on a logarithmic axis: on a linear one, the small ones could not be told apart. */
const WIDEST_LINEAR = 30;

const MOST_TICKS = 5;

/** The axis that shows all these values. A linear one includes zero, for the lengths of bars mean something only from there. */
export function scaleFor(values: readonly number[]): AxisScale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { type: 'linear', domain: [0, 1] };
  const [low, high] = [min(finite), max(finite)];
  if (low > 0 && high / low > WIDEST_LINEAR) return logScale(low, high);
  const domain = [Math.min(0, low), Math.max(0, high)] as const;
  return { type: 'linear', domain: domain[0] === domain[1] ? [0, 1] : domain };
}

function logScale(low: number, high: number): AxisScale {
  const domain = [roundDown(low), roundUp(high)] as const;
  const first = Math.ceil(exponentOf(domain[0]));
  const last = Math.floor(exponentOf(domain[1]));
  const step = Math.ceil((last - first + 1) / MOST_TICKS);
  const ticks = Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, index) => 10 ** (first + index * step),
  );
  return { type: 'log', domain, ticks };
}

/** The next of 1, 2, 5, 10, 20, 50 … below. */
function roundDown(value: number): number {
  const unit = 10 ** Math.floor(exponentOf(value));
  return unit * ([5, 2].find((factor) => factor * unit <= value) ?? 1);
}

/** The next of 1, 2, 5, 10, 20, 50 … above. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(exponentOf(value));
  return unit * ([1, 2, 5].find((factor) => factor * unit >= value) ?? 10);
}

/** The decimal exponent, with what floating point leaves beside a power of ten taken off. */
function exponentOf(value: number): number {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? Math.round(exponent) : exponent;
}
